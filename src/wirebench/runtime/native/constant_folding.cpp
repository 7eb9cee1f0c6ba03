#include "wirebench/runtime/native/constant_folding.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "wirebench/runtime/native/site.hpp"
#include "wirebench/runtime/native/stored_values.hpp"

namespace wirebench::runtime::native {
namespace {

std::vector<float> from_half(const graph::Tensor& tensor) {
  std::vector<float> values;
  for (const std::uint16_t bits : tensor.values<std::uint16_t>()) {
    values.push_back(half_to_float(bits));
  }
  return values;
}

std::vector<float> from_bytes(const graph::Tensor& tensor, const Site& site) {
  const graph::QuantParams& q = tensor.quantization;
  const auto axis = static_cast<std::size_t>(q.quantized_dimension);
  const bool fits = !q.per_axis() || (q.quantized_dimension >= 0 && axis < tensor.shape.size() &&
                                      q.scale.size() == to_size(tensor.shape[axis]));
  if (!q.quantized() || !fits || (!q.zero_point.empty() && q.zero_point.size() != q.scale.size())) {
    site.refuse(fmt::format("constant '{}' has no usable quantisation", tensor.name));
  }
  std::size_t inner = 1;  // values between one slice of the axis and the next
  for (std::size_t i = axis + 1; q.per_axis() && i < tensor.shape.size(); ++i) {
    inner *= to_size(tensor.shape[i]);
  }
  std::vector<float> values;
  const auto bytes = tensor.values<std::uint8_t>();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t slice = q.per_axis() ? i / inner % q.scale.size() : 0;
    const std::int64_t zero_point = q.zero_point.empty() ? 0 : q.zero_point[slice];
    values.push_back(q.scale[slice] * static_cast<float>(stored_value(bytes[i], tensor.type) - zero_point));
  }
  return values;
}

}  // namespace

float half_to_float(std::uint16_t bits) noexcept {
  const int exponent = (bits >> 10) & 0x1F;
  const auto mantissa = static_cast<float>(bits & 0x3FF);
  const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0x1F) {
    return mantissa == 0.0F ? sign * std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  }
  if (exponent == 0) {
    return sign * std::ldexp(mantissa, -24);  // zero and subnormals
  }
  return sign * std::ldexp(1024.0F + mantissa, exponent - 25);
}

std::vector<bool> fold_constants(graph::Graph& graph) {
  std::vector<bool> done(graph.operators().size(), false);
  for (std::size_t i = 0; i < done.size(); ++i) {
    const Site site{graph, graph::OperatorId{i}};
    if (!site.is<graph::Dequantize>() || !site.has_input(0) || !site.input(0).is_constant()) {
      continue;
    }
    const graph::Tensor& from = site.input(0);
    std::vector<float> values;
    switch (from.type) {
      case graph::DataType::float16: values = from_half(from); break;
      case graph::DataType::int8:
      case graph::DataType::uint8: values = from_bytes(from, site); break;
      default: site.refuse("constants are dequantised from float16, int8 and uint8 only");
    }
    graph.tensor(site.output_id()).data = graph::make_constant(std::span<const float>{values});
    done[i] = true;
  }
  return done;
}

}  // namespace wirebench::runtime::native
