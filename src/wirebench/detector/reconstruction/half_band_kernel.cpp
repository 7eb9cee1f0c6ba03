#include "wirebench/detector/reconstruction/half_band_kernel.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/reconstruction/half_band_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Zeros before and after the samples at odd places.
constexpr std::size_t k_pad = 16;

void halve_kernel(std::span<const float> samples, float baseline, const std::array<float, 4>& sides,
                  std::span<float> out, std::vector<float>& scratch) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t pairs = out.size();
  const std::size_t padded = (pairs + lanes - 1) / lanes * lanes;
  scratch.resize(padded + pairs + 2 * k_pad);
  float* const even = scratch.data();
  float* const odd = even + padded + k_pad;
  std::fill(odd - k_pad, odd, 0.0F);
  std::fill(odd + pairs, odd + pairs + k_pad, 0.0F);
  const auto base = hn::Set(d, baseline);
  std::size_t i = 0;
  for (; i + lanes <= pairs; i += lanes) {
    hn::Vec<decltype(d)> at_even;
    hn::Vec<decltype(d)> at_odd;
    hn::LoadInterleaved2(d, samples.data() + 2 * i, at_even, at_odd);
    hn::StoreU(hn::Sub(at_even, base), d, even + i);
    hn::StoreU(hn::Sub(at_odd, base), d, odd + i);
  }
  for (; i < pairs; ++i) {
    even[i] = samples[2 * i] - baseline;
    odd[i] = samples[2 * i + 1] - baseline;
  }
  const auto half = hn::Set(d, 0.5F);
  const auto s0 = hn::Set(d, sides[0]);
  const auto s1 = hn::Set(d, sides[1]);
  const auto s2 = hn::Set(d, sides[2]);
  const auto s3 = hn::Set(d, sides[3]);
  const auto sum_at = [&](std::size_t at) {
    const float* const o = odd + at;
    auto sum = hn::Mul(half, hn::LoadU(d, even + at));
    sum = hn::MulAdd(s0, hn::Add(hn::LoadU(d, o - 1), hn::LoadU(d, o)), sum);
    sum = hn::MulAdd(s1, hn::Add(hn::LoadU(d, o - 2), hn::LoadU(d, o + 1)), sum);
    sum = hn::MulAdd(s2, hn::Add(hn::LoadU(d, o - 3), hn::LoadU(d, o + 2)), sum);
    return hn::MulAdd(s3, hn::Add(hn::LoadU(d, o - 4), hn::LoadU(d, o + 3)), sum);
  };
  for (i = 0; i + lanes <= pairs; i += lanes) hn::StoreU(sum_at(i), d, out.data() + i);
  for (; i < pairs; ++i) {
    const float* const o = odd + i;
    out[i] = 0.5F * even[i] + sides[0] * (o[-1] + o[0]) + sides[1] * (o[-2] + o[1]) + sides[2] * (o[-3] + o[2]) +
             sides[3] * (o[-4] + o[3]);
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(halve_kernel);

void halve(std::span<const float> samples, float baseline, const std::array<float, 4>& sides, std::span<float> out,
           std::vector<float>& scratch) {
  HWY_DYNAMIC_DISPATCH(halve_kernel)(samples, baseline, sides, out, scratch);
}

}  // namespace wirebench::detector
#endif
