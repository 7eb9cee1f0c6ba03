#include "wirebench/convert/passes/fuse_relu.hpp"

#include <variant>
#include <vector>

namespace wirebench::convert {

void fuse_relu(GraphDraft& draft) {
  const TensorUses uses{draft};
  std::vector<bool> remove(draft.operators.size(), false);
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    const graph::Operator& relu = draft.operators[i];
    if (!std::holds_alternative<graph::Relu>(relu.attributes)) continue;
    const std::size_t producer = uses.producer(relu.inputs[0]);
    if (producer == TensorUses::k_none || uses.only_reader(relu.inputs[0]) != i) continue;
    graph::Activation* const activation = activation_of(draft.operators[producer]);
    if (activation == nullptr || *activation != graph::Activation::none) continue;
    *activation = graph::Activation::relu;
    draft.operators[producer].outputs = relu.outputs;
    remove[i] = true;
  }
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
