#include "wirebench/detector/reconstruction/kernel_sum.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/reconstruction/kernel_sum.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_products_kernel(const float* real, const float* imaginary, const float* one, const float* other,
                         std::size_t count, float* out) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    auto m = hn::LoadU(d, one + i);
    if (other != nullptr) m = hn::Add(m, hn::LoadU(d, other + i));
    const auto swapped = hn::Mul(hn::LoadU(d, imaginary + i), hn::Reverse2(d, m));
    const auto straight = hn::MulAdd(hn::LoadU(d, real + i), m, hn::LoadU(d, out + i));
    hn::StoreU(hn::OddEven(hn::Add(straight, swapped), hn::Sub(straight, swapped)), d, out + i);
  }
  for (; i < count; i += 2) {
    const float re = one[i] + (other != nullptr ? other[i] : 0.0F);
    const float im = one[i + 1] + (other != nullptr ? other[i + 1] : 0.0F);
    out[i] += real[i] * re - imaginary[i] * im;
    out[i + 1] += real[i] * im + imaginary[i] * re;
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(add_products_kernel);

void add_products(const float* real, const float* imaginary, const float* one, const float* other, std::size_t count,
                  float* out) {
  HWY_DYNAMIC_DISPATCH(add_products_kernel)(real, imaginary, one, other, count, out);
}

}  // namespace wirebench::detector
#endif
