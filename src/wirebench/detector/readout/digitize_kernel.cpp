#include "wirebench/detector/readout/digitize_kernel.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/digitize_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

DigitizeCounts digitize_kernel(float* samples, std::size_t count, float scale, float offset, float highest) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto factor = hn::Set(d, scale);
  const auto shift = hn::Set(d, offset);
  const auto top = hn::Set(d, highest);
  const auto zero = hn::Zero(d);
  DigitizeCounts counts;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    // Two roundings on every machine, so that counts do not depend on it.
    const auto steps = hn::Floor(hn::Add(hn::Mul(hn::LoadU(d, samples + i), factor), shift));
    const auto low = hn::Lt(steps, zero);
    const auto high = hn::Gt(steps, top);
    const auto inside = hn::IfThenElse(hn::Ge(steps, zero), hn::Min(steps, top), zero);
    hn::StoreU(inside, d, samples + i);
    if (!hn::AllFalse(d, hn::Or(low, high))) {
      counts.low += hn::CountTrue(d, low);
      counts.high += hn::CountTrue(d, high);
    }
  }
  for (; i < count; ++i) {
    const float steps = std::floor(samples[i] * scale + offset);
    counts.low += steps < 0.0F ? 1U : 0U;
    counts.high += steps > highest ? 1U : 0U;
    samples[i] = steps >= 0.0F ? std::min(steps, highest) : 0.0F;
  }
  return counts;
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(digitize_kernel);

DigitizeCounts digitize(float* samples, std::size_t count, float scale, float offset, float highest) {
  return HWY_DYNAMIC_DISPATCH(digitize_kernel)(samples, count, scale, offset, highest);
}

}  // namespace wirebench::detector
#endif
