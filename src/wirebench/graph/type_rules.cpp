#include "wirebench/graph/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/graph/overloaded.hpp"

namespace wirebench::graph {
namespace {

bool small_integer(DataType type) {
  return type == DataType::int8 || type == DataType::int16 || type == DataType::uint8;
}

bool activation(DataType type) {
  return type == DataType::float32 || small_integer(type);
}

class Types {
 public:
  Types(const Graph& graph, const Operator& op) : graph_{graph}, op_{op} {}

  [[nodiscard]] const Tensor& in(std::size_t i) const { return graph_.tensor(op_.inputs[i]); }
  [[nodiscard]] const Tensor& out() const { return graph_.tensor(op_.outputs[0]); }
  [[nodiscard]] std::size_t inputs() const { return op_.inputs.size(); }

  /// Convolutions and dense layers; `channel_dimension` of the weights may have a scale per slice.
  [[nodiscard]] std::string weighted(std::int32_t channel_dimension) const {
    const auto src = in(0).type;
    const auto weights = in(1).type;
    const bool hybrid = src == DataType::float32 && weights == DataType::int8;
    const auto wanted = src == DataType::int16 ? DataType::int8 : src;
    if (!activation(src) || (weights != wanted && !hybrid)) {
      return fmt::format("{} weights with a {} input", graph::name(weights), graph::name(src));
    }
    if (auto flaw = weight_scales(channel_dimension); !flaw.empty()) return flaw;
    if (inputs() > 2) {
      const auto bias = in(2).type;
      const bool fits = src == DataType::float32
                            ? bias == DataType::float32
                            : bias == DataType::int32 || (src == DataType::int16 && bias == DataType::int64);
      if (!fits) return fmt::format("a {} bias with a {} input", graph::name(bias), graph::name(src));
    }
    return same(1);
  }

  /// Integer weights need scales, per tensor or per output channel; signed ones are symmetric.
  [[nodiscard]] std::string weight_scales(std::int32_t channel_dimension) const {
    const auto& weights = in(1);
    if (!small_integer(weights.type)) return {};
    const auto& q = weights.quantization;
    if (!q.quantized()) return "quantised weights without a scale";
    if (q.per_axis() && q.quantized_dimension != channel_dimension) {
      return fmt::format("weights with scales along dimension {} instead of {}", q.quantized_dimension,
                         channel_dimension);
    }
    const bool symmetric = std::ranges::all_of(q.zero_point, [](std::int64_t zero) { return zero == 0; });
    if (weights.type == DataType::int8 && !symmetric) return "int8 weights with a zero point other than 0";
    return {};
  }

  /// The first `count` inputs and the output have one activation type, quantised where it is an integer.
  [[nodiscard]] std::string same(std::size_t count) const {
    const auto type = in(0).type;
    if (!activation(type)) return fmt::format("{} is no activation type", graph::name(type));
    for (std::size_t i = 0; i < count; ++i) {
      if (in(i).type != type) return fmt::format("{} and {} inputs", graph::name(type), graph::name(in(i).type));
      if (auto flaw = per_tensor(in(i)); !flaw.empty()) return flaw;
    }
    if (out().type != type) {
      return fmt::format("a {} output with {} inputs", graph::name(out().type), graph::name(type));
    }
    return per_tensor(out());
  }

  /// Integer activations need exactly one scale.
  [[nodiscard]] static std::string per_tensor(const Tensor& tensor) {
    if (!small_integer(tensor.type)) return {};
    if (!tensor.quantization.quantized())
      return fmt::format("'{}' is {} and has no scale", tensor.name, graph::name(tensor.type));
    if (tensor.quantization.per_axis()) return fmt::format("'{}' has a scale per channel", tensor.name);
    return {};
  }

 private:
  const Graph& graph_;
  const Operator& op_;
};

std::string conflict(const Types& t, const BatchNormalization&) {
  for (std::size_t i = 0; i < t.inputs(); ++i) {
    if (t.in(i).type != DataType::float32) return "batch normalisation computes in float32 only";
  }
  return t.same(1);
}

/// Operators of a network as trained, which conversion takes apart.
std::string float_only(const Types& t, std::string_view what) {
  if (t.in(0).type != DataType::float32) return fmt::format("{} computes in float32 only", what);
  return t.same(1);
}

std::string conflict(const Types& t, const Quantize&) {
  if (!activation(t.in(0).type)) return fmt::format("a {} input", name(t.in(0).type));
  if (!small_integer(t.out().type)) return fmt::format("a {} output", name(t.out().type));
  if (auto flaw = Types::per_tensor(t.in(0)); !flaw.empty()) return flaw;
  return Types::per_tensor(t.out());
}

std::string conflict(const Types& t, const Dequantize&) {
  const auto& src = t.in(0);
  if (src.type != DataType::float16 && !small_integer(src.type)) return fmt::format("a {} input", name(src.type));
  if (small_integer(src.type) && !src.quantization.quantized()) return "a quantised input without a scale";
  if (t.out().type != DataType::float32) return fmt::format("a {} output", name(t.out().type));
  return {};
}

std::pair<std::int64_t, std::int64_t> stored_range(DataType type) {
  switch (type) {
    case DataType::int8: return {-128, 127};
    case DataType::uint8: return {0, 255};
    default: return {0, 0};  // int16 activations and biases are symmetric
  }
}

}  // namespace

std::string type_conflict(const Graph& graph, const Operator& op) {
  const Types types{graph, op};
  return std::visit(Overloaded{[&](const Conv2d&) { return types.weighted(0); },
                               [&](const DepthwiseConv2d&) { return types.weighted(3); },
                               [&](const Dense&) { return types.weighted(0); },
                               [&](const BatchNormalization& a) { return conflict(types, a); },
                               [&](const Swish&) { return float_only(types, "a swish"); },
                               [&](const Rescale&) { return float_only(types, "rescaling"); },
                               [&](const Dropout&) { return float_only(types, "dropout"); },
                               [&](const Quantize& a) { return conflict(types, a); },
                               [&](const Dequantize& a) { return conflict(types, a); },
                               [&](const auto&) { return types.same(types.inputs()); }},
                    op.attributes);
}

std::string quantization_flaw(const Tensor& tensor) {
  const auto& q = tensor.quantization;
  if (!q.quantized()) return {};
  if (tensor.type == DataType::float32 || tensor.type == DataType::float16) return {};  // left over, never read
  if (q.zero_point.size() != q.scale.size()) {
    return fmt::format("{} scales and {} zero points", q.scale.size(), q.zero_point.size());
  }
  if (q.per_axis()) {
    const auto axis = q.quantized_dimension;
    if (axis < 0 || static_cast<std::size_t>(axis) >= tensor.shape.size() ||
        tensor.shape[static_cast<std::size_t>(axis)] != static_cast<std::int64_t>(q.scale.size())) {
      return fmt::format("{} scales along dimension {} of a tensor {}", q.scale.size(), axis, to_string(tensor.shape));
    }
  }
  for (const float scale : q.scale) {
    if (!(scale > 0.0F) || !std::isfinite(scale)) return fmt::format("a scale of {}", scale);
  }
  const auto [low, high] = stored_range(tensor.type);
  for (const auto zero_point : q.zero_point) {
    if (zero_point < low || zero_point > high) {
      return fmt::format("zero point {} outside {}..{}", zero_point, low, high);
    }
  }
  return {};
}

}  // namespace wirebench::graph
