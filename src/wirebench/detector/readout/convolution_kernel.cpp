#include "wirebench/detector/readout/convolution_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/convolution_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_responses_kernel(const float* charge, std::size_t kinds, std::size_t points, std::size_t stride,
                          std::span<const ChargeResponse> responses, float* out) {
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
      float* const sums = out + one.begin + static_cast<std::ptrdiff_t>(stride * point);
      // What the four charges multiply: the response, later by a stride each.
      const float* const r0 = one.response;
      const float* const r1 = r0 - stride;
      const float* const r2 = r1 - stride;
      const float* const r3 = r2 - stride;
      const std::size_t end = one.length + 3 * stride;
      for (std::size_t j = 0; j < end; j += lanes) {
        auto sum = hn::MulAdd(q0, hn::LoadU(d, r0 + j), hn::LoadU(d, sums + j));
        auto other = hn::Mul(q1, hn::LoadU(d, r1 + j));
        sum = hn::MulAdd(q2, hn::LoadU(d, r2 + j), sum);
        other = hn::MulAdd(q3, hn::LoadU(d, r3 + j), other);
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
                   std::span<const ChargeResponse> responses, float* out) {
  HWY_DYNAMIC_DISPATCH(add_responses_kernel)(charge, kinds, points, stride, responses, out);
}

}  // namespace wirebench::detector
#endif
