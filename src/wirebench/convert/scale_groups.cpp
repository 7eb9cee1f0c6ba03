#include "wirebench/convert/scale_groups.hpp"

#include <numeric>
#include <variant>

namespace wirebench::convert {

ScaleGroups::ScaleGroups(std::size_t tensors) : parent_(tensors) {
  std::iota(parent_.begin(), parent_.end(), 0U);
}

std::size_t ScaleGroups::find(graph::TensorId id) const {
  std::size_t i = id.index();
  while (parent_.at(i) != i) i = parent_[i] = parent_[parent_[i]];
  return i;
}

void ScaleGroups::unite(graph::TensorId a, graph::TensorId b) {
  parent_[find(a)] = find(b);
}

bool copies_codes(const graph::Operator& op) noexcept {
  return std::holds_alternative<graph::MaxPool2d>(op.attributes) ||
         std::holds_alternative<graph::AveragePool2d>(op.attributes) ||
         std::holds_alternative<graph::ZeroPad2d>(op.attributes) ||
         std::holds_alternative<graph::Reshape>(op.attributes);
}

ScaleGroups scale_groups(const GraphDraft& draft) {
  ScaleGroups groups{draft.tensors.size()};
  for (const graph::Operator& op : draft.operators) {
    if (copies_codes(op)) groups.unite(op.inputs[0], op.outputs[0]);
    if (!std::holds_alternative<graph::Concatenation>(op.attributes)) continue;
    for (const graph::TensorId id : op.inputs) groups.unite(id, op.outputs[0]);
  }
  return groups;
}

}  // namespace wirebench::convert
