#include "wirebench/convert/passes/drop_dropout.hpp"

#include <variant>
#include <vector>

namespace wirebench::convert {

void drop_dropout(GraphDraft& draft) {
  std::vector<graph::TensorId> stands_for(draft.tensors.size());
  std::vector<bool> remove(draft.operators.size(), false);
  const auto replace = [&](graph::TensorId& id) {
    if (stands_for[id.index()].valid()) id = stands_for[id.index()];
  };
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    graph::Operator& op = draft.operators[i];
    for (graph::TensorId& id : op.inputs) replace(id);  // operators are in order, so replaced ones are known
    if (!std::holds_alternative<graph::Dropout>(op.attributes)) continue;
    stands_for[op.outputs[0].index()] = op.inputs[0];
    remove[i] = true;
  }
  for (graph::TensorId& id : draft.outputs) replace(id);
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
