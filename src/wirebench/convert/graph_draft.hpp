/// \file A graph taken apart so that passes can change it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// Tensors and operators of a graph as plain lists, in topological order, for passes to rewrite. Constants are shared
/// with the graph it came from. Not thread-safe.
class GraphDraft {
 public:
  explicit GraphDraft(const graph::Graph& graph);

  std::vector<graph::Tensor> tensors;
  std::vector<graph::Operator> operators;
  std::vector<graph::TensorId> inputs;
  std::vector<graph::TensorId> outputs;

  [[nodiscard]] graph::Tensor& tensor(graph::TensorId id) { return tensors.at(id.index()); }
  [[nodiscard]] const graph::Tensor& tensor(graph::TensorId id) const { return tensors.at(id.index()); }

  graph::TensorId add_tensor(graph::Tensor tensor);
  graph::TensorId add_constant(const std::string& name, graph::Shape shape, std::span<const float> values);

  /// Puts a finished graph together: tensors nobody uses are dropped, the others keep their order.
  /// Errors: Error(failed) from Graph::validate() when a pass broke a rule.
  [[nodiscard]] graph::Graph finish() const;

 private:
  graph::Graph origin_;  // what is neither tensors nor operators: name, preprocessing, class names
};

/// Who makes and who reads each tensor of a draft, as positions in its operator list. A snapshot: passes that remove
/// or insert operators make a new one afterwards.
class TensorUses {
 public:
  explicit TensorUses(const GraphDraft& draft);

  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

  /// k_none for constants and graph inputs.
  [[nodiscard]] std::size_t producer(graph::TensorId id) const { return producers_.at(id.index()); }
  [[nodiscard]] std::span<const std::size_t> readers(graph::TensorId id) const { return readers_.at(id.index()); }
  /// The one operator reading `id`; k_none when there are several, none, or when `id` is also a graph output.
  [[nodiscard]] std::size_t only_reader(graph::TensorId id) const;

 private:
  std::vector<std::size_t> producers_;
  std::vector<std::vector<std::size_t>> readers_;
  std::vector<bool> is_output_;
};

/// Removes the operators whose flag is set.
void remove_operators(GraphDraft& draft, const std::vector<bool>& remove);

/// The fused activation of operators that have one, else null.
[[nodiscard]] graph::Activation* activation_of(graph::Operator& op) noexcept;
[[nodiscard]] graph::Activation activation_of(const graph::Operator& op) noexcept;

/// Whether an operator has weights at input 1 and an optional bias at input 2.
[[nodiscard]] bool has_weights(const graph::Operator& op) noexcept;

}  // namespace wirebench::convert
