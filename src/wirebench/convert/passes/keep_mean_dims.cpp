#include "wirebench/convert/passes/keep_mean_dims.hpp"

#include <variant>
#include <vector>

namespace wirebench::convert {

void keep_mean_dims(GraphDraft& draft) {
  const TensorUses uses{draft};
  std::vector<bool> remove(draft.operators.size(), false);
  for (graph::Operator& op : draft.operators) {
    auto* const mean = std::get_if<graph::GlobalAveragePool>(&op.attributes);
    if (mean == nullptr || mean->keep_dims) continue;
    const std::size_t reader = uses.only_reader(op.outputs[0]);
    if (reader == TensorUses::k_none) continue;
    const graph::Operator& reshape = draft.operators[reader];
    if (!std::holds_alternative<graph::Reshape>(reshape.attributes)) continue;
    const graph::Shape& flat = draft.tensor(op.outputs[0]).shape;
    if (draft.tensor(reshape.outputs[0]).shape != graph::Shape{flat[0], 1, 1, flat[1]}) continue;
    mean->keep_dims = true;
    op.outputs = reshape.outputs;
    remove[reader] = true;
  }
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
