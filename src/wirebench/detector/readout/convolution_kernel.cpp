#include "wirebench/detector/readout/convolution_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/convolution_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_responses_kernel(const float* charge, std::size_t kinds, std::size_t points, std::size_t stride,
                          std::span<const ChargeResponse> responses) {
  // Responses are some 30 ticks long and begin anywhere: half of 16 lanes would be idle or lie across two cache lines.
  const hn::CappedTag<float, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  // Four charges at a time: four products for each time a sum is fetched and put back.
  for (std::size_t point = 0; point < points; point += 4) {
    const float* const four = charge + kinds * point;
    if (four[0] == 0.0F && four[kinds] == 0.0F && four[2 * kinds] == 0.0F && four[3 * kinds] == 0.0F) continue;
    for (const ChargeResponse& one : responses) {
      const float* const q = four + one.kind;
      const auto q0 = hn::Set(d, q[0]);
      const auto q1 = hn::Set(d, q[kinds]);
      const auto q2 = hn::Set(d, q[2 * kinds]);
      const auto q3 = hn::Set(d, q[3 * kinds]);
      float* const sums = one.out + stride * point;
      for (std::size_t j = 0; j < one.length + 3 * stride; j += lanes) {
        const float* const r = one.response + j;
        auto sum = hn::LoadU(d, sums + j);
        sum = hn::MulAdd(q0, hn::LoadU(d, r), sum);
        auto other = hn::Mul(q1, hn::LoadU(d, r - stride));
        sum = hn::MulAdd(q2, hn::LoadU(d, r - 2 * stride), sum);
        other = hn::MulAdd(q3, hn::LoadU(d, r - 3 * stride), other);
        hn::StoreU(hn::Add(sum, other), d, sums + j);
      }
    }
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(add_responses_kernel);

void add_responses(const float* charge, std::size_t kinds, std::size_t points, std::size_t stride,
                   std::span<const ChargeResponse> responses) {
  HWY_DYNAMIC_DISPATCH(add_responses_kernel)(charge, kinds, points, stride, responses);
}

}  // namespace wirebench::detector
#endif
