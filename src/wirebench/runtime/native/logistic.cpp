#include <algorithm>
#include <cmath>
#include <cstdint>

#include "wirebench/runtime/native/byte_table.hpp"
#include "wirebench/runtime/native/float_map.hpp"
#include "wirebench/runtime/native/kernels.hpp"

namespace wirebench::runtime::native {
namespace {

struct Logistic {
  float operator()(float x) const noexcept {
    return 1.0F / (1.0F + std::exp(-x));  // exp may overflow to infinity, which gives 0
  }
};

}  // namespace

KernelPtr make_float_logistic(const Site& site) {
  return std::make_unique<FloatMap<Logistic>>(site);
}

// Source: TensorFlow Lite's 8-bit LOGISTIC, a table of round(f(x) / s_dst) + z_dst.
KernelPtr make_integer_logistic(const Site& site) {
  const Site::PerTensor src = site.src_quantization();
  const Site::PerTensor dst = site.dst_quantization();
  ByteTable::Table table{};
  for (std::int32_t stored = -128; stored < 128; ++stored) {
    const double x = static_cast<double>(src.scale) * (stored - src.zero_point);
    const double steps = std::round(1.0 / (1.0 + std::exp(-x)) / static_cast<double>(dst.scale));
    table[static_cast<std::uint8_t>(stored)] =
        static_cast<std::uint8_t>(static_cast<std::int8_t>(std::clamp(steps + dst.zero_point, -128.0, 127.0)));
  }
  return std::make_unique<ByteTable>(site.input_id(0), site.output_id(), element_count(site.output()), table);
}

}  // namespace wirebench::runtime::native
