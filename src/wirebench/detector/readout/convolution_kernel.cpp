#include "wirebench/detector/readout/convolution_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/convolution_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_convolution_kernel(const float* charge, std::size_t taps, std::size_t stride, const float* response,
                            std::size_t length, float* out) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  // Four charges at a time: four products for each time a sum is fetched and put back.
  for (std::size_t tap = 0; tap < taps; tap += 4) {
    const float* const q = charge + tap;
    if (q[0] == 0.0F && q[1] == 0.0F && q[2] == 0.0F && q[3] == 0.0F) continue;
    const auto q0 = hn::Set(d, q[0]);
    const auto q1 = hn::Set(d, q[1]);
    const auto q2 = hn::Set(d, q[2]);
    const auto q3 = hn::Set(d, q[3]);
    float* const sums = out + stride * tap;
    for (std::size_t j = 0; j < length + 3 * stride; j += lanes) {
      const float* const r = response + j;
      auto sum = hn::LoadU(d, sums + j);
      sum = hn::MulAdd(q0, hn::LoadU(d, r), sum);
      auto other = hn::Mul(q1, hn::LoadU(d, r - stride));
      sum = hn::MulAdd(q2, hn::LoadU(d, r - 2 * stride), sum);
      other = hn::MulAdd(q3, hn::LoadU(d, r - 3 * stride), other);
      hn::StoreU(hn::Add(sum, other), d, sums + j);
    }
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(add_convolution_kernel);

void add_convolution(const float* charge, std::size_t taps, std::size_t stride, const float* response,
                     std::size_t length, float* out) {
  HWY_DYNAMIC_DISPATCH(add_convolution_kernel)(charge, taps, stride, response, length, out);
}

}  // namespace wirebench::detector
#endif
