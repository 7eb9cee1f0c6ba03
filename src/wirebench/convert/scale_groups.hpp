/// \file Activations that must share one scale and zero point.
#pragma once

#include <cstddef>
#include <vector>

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Partition of a graph's tensors: two are in one group when an operator between them copies codes without rescaling
/// (max and average pooling, padding, reshaping, concatenation), so that a DenseNet block shares a single scale and its
/// concatenations are plain copies. Source: TensorFlow Lite 8-bit quantisation specification.
class ScaleGroups {
 public:
  explicit ScaleGroups(std::size_t tensors);

  /// Representative of the tensor's group.
  [[nodiscard]] std::size_t find(graph::TensorId id) const;
  void unite(graph::TensorId a, graph::TensorId b);

 private:
  mutable std::vector<std::size_t> parent_;  // path halving on lookup
};

/// Whether `op` copies the codes of its first input (concatenation excluded).
[[nodiscard]] bool copies_codes(const graph::Operator& op) noexcept;

[[nodiscard]] ScaleGroups scale_groups(const GraphDraft& draft);

}  // namespace wirebench::convert
