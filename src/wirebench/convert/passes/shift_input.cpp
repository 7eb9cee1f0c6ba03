#include "wirebench/convert/passes/shift_input.hpp"

#include <numeric>
#include <variant>
#include <vector>

namespace wirebench::convert {

Shifted shift_input(GraphDraft& draft, double shift) {
  if (draft.inputs.size() != 1) return Shifted::no;
  const TensorUses uses{draft};
  std::size_t reader = uses.only_reader(draft.inputs[0]);
  if (reader != TensorUses::k_none && std::holds_alternative<graph::ZeroPad2d>(draft.operators[reader].attributes)) {
    reader = uses.only_reader(draft.operators[reader].outputs[0]);
  }
  if (reader == TensorUses::k_none) return Shifted::no;
  graph::Operator& op = draft.operators[reader];
  if (!std::holds_alternative<graph::Conv2d>(op.attributes) || op.inputs.size() != 3) return Shifted::no;

  const auto weights = draft.tensor(op.inputs[1]).values<float>();
  const graph::Tensor bias = draft.tensor(op.inputs[2]);
  const auto before = bias.values<float>();
  const std::size_t per_channel = weights.size() / before.size();
  std::vector<float> after(before.size());
  for (std::size_t c = 0; c < after.size(); ++c) {
    const auto row = weights.subspan(c * per_channel, per_channel);
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    after[c] = static_cast<float>(double{before[c]} + shift * sum);
  }
  op.inputs[2] = draft.add_constant(bias.name, bias.shape, after);
  return Shifted::yes;
}

}  // namespace wirebench::convert
