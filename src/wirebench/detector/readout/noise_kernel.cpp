#include "wirebench/detector/readout/noise_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/readout/noise_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_noise_kernel(const float* one, const float* other, float shaped, const float* third, float white,
                      std::size_t count, float* out) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto shaped_scale = hn::Set(d, shaped);
  const auto white_scale = hn::Set(d, white);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto pair = hn::Add(hn::LoadU(d, one + i), hn::LoadU(d, other + i));
    const auto sum = hn::MulAdd(white_scale, hn::LoadU(d, third + i), hn::LoadU(d, out + i));
    hn::StoreU(hn::MulAdd(shaped_scale, pair, sum), d, out + i);
  }
  // The rest in the same way, so that a sample does not depend on its place in the row.
  const hn::CappedTag<float, 1> single;
  const auto one_shaped = hn::Set(single, shaped);
  const auto one_white = hn::Set(single, white);
  for (; i < count; ++i) {
    const auto pair = hn::Add(hn::LoadU(single, one + i), hn::LoadU(single, other + i));
    const auto sum = hn::MulAdd(one_white, hn::LoadU(single, third + i), hn::LoadU(single, out + i));
    hn::StoreU(hn::MulAdd(one_shaped, pair, sum), single, out + i);
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(add_noise_kernel);

void add_noise(const float* one, const float* other, float shaped, const float* third, float white, std::size_t count,
               float* out) {
  HWY_DYNAMIC_DISPATCH(add_noise_kernel)(one, other, shaped, third, white, count, out);
}

}  // namespace wirebench::detector
#endif
