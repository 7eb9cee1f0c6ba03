#include "wirebench/convert/passes/lower_swish.hpp"

#include <utility>
#include <variant>
#include <vector>

namespace wirebench::convert {

void lower_swish(GraphDraft& draft) {
  std::vector<graph::Operator> result;
  result.reserve(draft.operators.size());
  for (graph::Operator& op : draft.operators) {
    if (!std::holds_alternative<graph::Swish>(op.attributes)) {
      result.push_back(std::move(op));
      continue;
    }
    graph::Tensor gate = draft.tensor(op.outputs[0]);
    gate.name = op.name + "/gate";
    const auto gated = draft.add_tensor(std::move(gate));
    result.push_back({op.name + "/logistic", graph::Logistic{}, {op.inputs[0]}, {gated}});
    result.push_back({op.name, graph::Multiply{}, {op.inputs[0], gated}, op.outputs});
  }
  draft.operators = std::move(result);
}

}  // namespace wirebench::convert
