#include "wirebench/convert/passes/complete_biases.hpp"

#include <vector>

namespace wirebench::convert {

void complete_biases(GraphDraft& draft) {
  for (graph::Operator& op : draft.operators) {
    if (!has_weights(op) || op.inputs.size() > 2) continue;
    const std::int64_t channels = draft.tensor(op.outputs[0]).shape.back();
    const std::vector<float> zeros(static_cast<std::size_t>(channels), 0.0F);
    op.inputs.push_back(draft.add_constant(op.name + "/bias", {channels}, zeros));
  }
}

}  // namespace wirebench::convert
