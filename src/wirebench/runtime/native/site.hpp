/// \file One operator of a graph as a kernel's maker sees it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "wirebench/graph/graph.hpp"

namespace wirebench::runtime::native {

/// An operator with its tensors (constants folded where that was possible). Refers to the graph: short-lived.
class Site {
 public:
  Site(const graph::Graph& graph, graph::OperatorId op) : graph_{&graph}, op_{&graph.op(op)} {}

  template <class Attribute>
  [[nodiscard]] bool is() const noexcept {
    return std::holds_alternative<Attribute>(op_->attributes);
  }
  template <class Attribute>
  [[nodiscard]] const Attribute& attributes() const {
    return std::get<Attribute>(op_->attributes);
  }

  [[nodiscard]] std::size_t input_count() const noexcept { return op_->inputs.size(); }
  /// False for an optional input left out.
  [[nodiscard]] bool has_input(std::size_t index) const noexcept {
    return index < op_->inputs.size() && op_->inputs[index].valid();
  }
  [[nodiscard]] graph::TensorId input_id(std::size_t index) const { return op_->inputs.at(index); }
  [[nodiscard]] const graph::Tensor& input(std::size_t index) const { return graph_->tensor(input_id(index)); }
  [[nodiscard]] graph::TensorId output_id() const { return op_->outputs.at(0); }
  [[nodiscard]] const graph::Tensor& output() const { return graph_->tensor(output_id()); }

  /// True when the first inputs have these types and the output has that one.
  [[nodiscard]] bool has_types(std::initializer_list<graph::DataType> inputs, graph::DataType output) const;

  /// Throws Error(failed) naming the operator, its kind and its types.
  [[noreturn]] void refuse(const std::string& why) const;

  /// The values of a constant input. Refuses when it is computed at run time, or is not of type T.
  template <class T>
  [[nodiscard]] std::span<const T> constant(std::size_t index, graph::DataType type) const {
    expect_constant(index, type);
    return input(index).values<T>();
  }

  /// Scale and zero point of a tensor quantised as a whole. Refuses when it is not, or the scale is not positive.
  struct PerTensor {
    float scale;
    std::int32_t zero_point;
  };
  [[nodiscard]] PerTensor per_tensor(const graph::Tensor& tensor) const;
  [[nodiscard]] PerTensor src_quantization() const { return per_tensor(input(0)); }
  [[nodiscard]] PerTensor dst_quantization() const { return per_tensor(output()); }
  /// Refuses when input `index` and output differ in scale or zero point (operators that only move or select values).
  void expect_same_quantization(std::size_t index) const;

  /// Scales of symmetric int8 weights, one for each of `outputs` (a per-tensor scale is repeated). `dimension` is the
  /// axis per-axis scales belong to. Refuses zero points other than 0, a wrong count, and scales that are not positive.
  [[nodiscard]] std::vector<float> weight_scales(std::size_t outputs, std::int32_t dimension) const;

 private:
  void expect_constant(std::size_t index, graph::DataType type) const;

  const graph::Graph* graph_;
  const graph::Operator* op_;
};

/// A size or index of a checked graph, never negative.
[[nodiscard]] constexpr std::size_t to_size(std::int64_t value) noexcept {
  return static_cast<std::size_t>(value);
}
[[nodiscard]] std::size_t element_count(const graph::Tensor& tensor);
/// Size of the last axis; 1 for a scalar.
[[nodiscard]] std::size_t last_axis(const graph::Tensor& tensor);

}  // namespace wirebench::runtime::native
