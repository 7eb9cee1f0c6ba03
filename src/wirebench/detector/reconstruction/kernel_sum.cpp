#include "wirebench/detector/reconstruction/kernel_sum.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "wirebench/detector/reconstruction/kernel_sum.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirebench::detector::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void add_products_kernel(std::span<const KernelPart> parts, std::size_t count, float* out) {
  const hn::CappedTag<float, 16> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    auto straight = hn::LoadU(d, out + i);
    auto swapped = hn::Zero(d);
    for (const KernelPart& part : parts) {
      auto m = hn::LoadU(d, part.one + i);
      if (part.other != nullptr) m = hn::Add(m, hn::LoadU(d, part.other + i));
      straight = hn::MulAdd(hn::LoadU(d, part.real + i), m, straight);
      swapped = hn::MulAdd(hn::LoadU(d, part.imaginary + i), hn::Reverse2(d, m), swapped);
    }
    hn::StoreU(hn::OddEven(hn::Add(straight, swapped), hn::Sub(straight, swapped)), d, out + i);
  }
  for (; i < count; i += 2) {
    for (const KernelPart& part : parts) {
      const float re = part.one[i] + (part.other != nullptr ? part.other[i] : 0.0F);
      const float im = part.one[i + 1] + (part.other != nullptr ? part.other[i + 1] : 0.0F);
      out[i] += part.real[i] * re - part.imaginary[i] * im;
      out[i + 1] += part.real[i] * im + part.imaginary[i] * re;
    }
  }
}

}  // namespace wirebench::detector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirebench::detector {

HWY_EXPORT(add_products_kernel);

void add_products(std::span<const KernelPart> parts, std::size_t count, float* out) {
  HWY_DYNAMIC_DISPATCH(add_products_kernel)(parts, count, out);
}

}  // namespace wirebench::detector
#endif
