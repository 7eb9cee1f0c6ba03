#include <fmt/format.h>

#include <algorithm>

#include "wirebench/runtime/native/byte_table.hpp"
#include "wirebench/runtime/native/kernels.hpp"
#include "wirebench/runtime/native/multiversion.hpp"
#include "wirebench/runtime/native/requantize.hpp"
#include "wirebench/runtime/native/stored_values.hpp"

namespace wirebench::runtime::native {
namespace {

/// round(value / scale) + zero_point, ties away from zero, clamped; NaN becomes the lowest value.
/// Source: TensorFlow Lite's QUANTIZE.
WIREBENCH_MULTIVERSION
void quantize_values(const float* __restrict src, std::size_t count, float scale, float lowest, float highest,
                     std::int32_t zero_point, std::uint8_t* __restrict dst) {
  for (std::size_t i = 0; i < count; ++i) {
    float steps = src[i] / scale;
    steps = steps > lowest ? steps : lowest;
    steps = steps < highest ? steps : highest;
    // Truncation first: adding 0.5 to the float just below 0.5 would give 1.
    const auto whole = static_cast<std::int32_t>(steps);
    const float rest = steps - static_cast<float>(whole);
    const std::int32_t rounded = whole + (rest >= 0.5F ? 1 : 0) - (rest <= -0.5F ? 1 : 0);
    dst[i] = static_cast<std::uint8_t>(rounded + zero_point);
  }
}

class Quantize final : public Kernel {
 public:
  explicit Quantize(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()},
        values_{element_count(site.output())},
        quantization_{site.dst_quantization()},
        lowest_{static_cast<float>(lowest_stored(site.output().type) - quantization_.zero_point)},
        highest_{static_cast<float>(highest_stored(site.output().type) - quantization_.zero_point)} {}

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<float>(src());
    auto* to = workspace.write<std::uint8_t>(dst());
    for_each_piece(workspace.pool(), values_, 1, [&](std::size_t first, std::size_t count) {
      quantize_values(from + first, count, quantization_.scale, lowest_, highest_, quantization_.zero_point,
                      to + first);
    });
  }

 private:
  std::size_t values_;
  Site::PerTensor quantization_;
  float lowest_;  ///< in steps from zero
  float highest_;
};

class Dequantize final : public Kernel {
 public:
  explicit Dequantize(const Site& site)
      : Kernel{{site.input_id(0)}, site.output_id()}, values_{element_count(site.output())} {
    const Site::PerTensor src = site.src_quantization();
    for (std::size_t byte = 0; byte < table_.size(); ++byte) {
      table_[byte] = src.scale * static_cast<float>(stored_value(static_cast<std::uint8_t>(byte), site.input(0).type) -
                                                    src.zero_point);
    }
  }

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::uint8_t>(src());
    auto* to = workspace.write<float>(dst());
    for_each_piece(workspace.pool(), values_, 1, [&](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) {
        to[i] = table_[from[i]];
      }
    });
  }

 private:
  std::size_t values_;
  std::array<float, 256> table_{};
};

}  // namespace

KernelPtr make_quantize(const Site& site) {
  return std::make_unique<Quantize>(site);
}

KernelPtr make_dequantize(const Site& site) {
  return std::make_unique<Dequantize>(site);
}

KernelPtr make_requantize(const Site& site) {
  const Site::PerTensor src = site.src_quantization();
  const Site::PerTensor dst = site.dst_quantization();
  const double factor = static_cast<double>(src.scale) / static_cast<double>(dst.scale);
  if (!(factor < 65536.0)) {
    site.refuse(fmt::format("values would be rescaled by {}", factor));
  }
  const FixedMultiplier rescale = to_fixed(factor);
  const graph::DataType from = site.input(0).type;
  const graph::DataType to = site.output().type;
  ByteTable::Table table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const std::int32_t steps = stored_value(static_cast<std::uint8_t>(byte), from) - src.zero_point;
    table[byte] = static_cast<std::uint8_t>(
        std::clamp(multiply(steps, rescale) + dst.zero_point, lowest_stored(to), highest_stored(to)));
  }
  return std::make_unique<ByteTable>(site.input_id(0), site.output_id(), element_count(site.output()), table);
}

}  // namespace wirebench::runtime::native
