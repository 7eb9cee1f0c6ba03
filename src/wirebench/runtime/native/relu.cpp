#include <fmt/format.h>

#include <algorithm>

#include "wirebench/runtime/native/byte_table.hpp"
#include "wirebench/runtime/native/float_map.hpp"
#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/requantize.hpp"

namespace wirebench::runtime::native {
namespace {

struct Relu {
  float operator()(float x) const noexcept {
    return x < 0.0F ? 0.0F : x;  // NaN stays NaN
  }
};

}  // namespace

KernelPtr make_float_relu(const Site& site) {
  return std::make_unique<FloatMap<Relu>>(site);
}

// Source: TensorFlow Lite's 8-bit RELU: rescale by s_src / s_dst, nothing below the zero point.
KernelPtr make_integer_relu(const Site& site) {
  const Site::PerTensor src = site.src_quantization();
  const Site::PerTensor dst = site.dst_quantization();
  const double factor = static_cast<double>(src.scale) / static_cast<double>(dst.scale);
  if (!(factor < 65536.0)) {
    site.refuse(fmt::format("values would be rescaled by {}", factor));
  }
  const FixedMultiplier rescale = to_fixed(factor);
  ByteTable::Table table{};
  for (std::int32_t stored = -128; stored < 128; ++stored) {
    const std::int32_t value = multiply(stored - src.zero_point, rescale) + dst.zero_point;
    table[static_cast<std::uint8_t>(stored)] =
        static_cast<std::uint8_t>(std::clamp(value, dst.zero_point, std::int32_t{127}));
  }
  return std::make_unique<ByteTable>(site.input_id(0), site.output_id(), element_count(site.output()), table);
}

}  // namespace wirebench::runtime::native
