#include "wirebench/convert/passes/fold_batch_norm.hpp"

#include <variant>
#include <vector>

#include "wirebench/convert/passes/batch_norm_affine.hpp"

namespace wirebench::convert {
namespace {

void fold(GraphDraft& draft, graph::Operator& op, const Affine& affine) {
  const graph::Tensor weights = draft.tensor(op.inputs[1]);
  const auto values = weights.values<float>();
  const std::size_t channels = affine.scale.size();
  // Output channels are the last axis of depthwise weights and the first of all others.
  const bool channels_last = std::holds_alternative<graph::DepthwiseConv2d>(op.attributes);
  const std::size_t per_channel = values.size() / channels;
  std::vector<float> scaled(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = channels_last ? i % channels : i / per_channel;
    scaled[i] = static_cast<float>(double{values[i]} * affine.scale[c]);
  }
  std::vector<float> bias(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double before = op.inputs.size() > 2 ? double{draft.tensor(op.inputs[2]).values<float>()[c]} : 0.0;
    bias[c] = static_cast<float>(before * affine.scale[c] + affine.offset[c]);
  }
  const auto new_weights = draft.add_constant(weights.name, weights.shape, scaled);
  const auto new_bias = draft.add_constant(op.name + "/bias", {static_cast<std::int64_t>(channels)}, bias);
  op.inputs = {op.inputs[0], new_weights, new_bias};
}

}  // namespace

void fold_batch_norm(GraphDraft& draft) {
  const TensorUses uses{draft};
  std::vector<bool> remove(draft.operators.size(), false);
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    const graph::Operator& norm = draft.operators[i];
    if (!std::holds_alternative<graph::BatchNormalization>(norm.attributes)) continue;
    const std::size_t producer = uses.producer(norm.inputs[0]);
    if (producer == TensorUses::k_none || uses.only_reader(norm.inputs[0]) != i) continue;
    graph::Operator& op = draft.operators[producer];
    if (!has_weights(op) || activation_of(std::as_const(op)) != graph::Activation::none) continue;
    fold(draft, op, batch_norm_affine(draft, norm));
    op.outputs = norm.outputs;
    remove[i] = true;
  }
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
