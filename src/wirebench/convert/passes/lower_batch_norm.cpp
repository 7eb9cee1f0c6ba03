#include "wirebench/convert/passes/lower_batch_norm.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wirebench/convert/passes/batch_norm_affine.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {
namespace {

std::vector<float> narrowed(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// What a batch normalisation or a rescaling does to each channel.
std::optional<Affine> affine_of(const GraphDraft& draft, const graph::Operator& op) {
  if (std::holds_alternative<graph::BatchNormalization>(op.attributes)) return batch_norm_affine(draft, op);
  const auto* const rescale = std::get_if<graph::Rescale>(&op.attributes);
  if (rescale == nullptr) return std::nullopt;
  Affine affine;
  const auto channels = static_cast<std::size_t>(draft.tensor(op.inputs[0]).shape.back());
  for (std::size_t c = 0; c < channels; ++c) {
    const std::size_t p = std::min<std::size_t>(c, 2);
    affine.scale.push_back(double{rescale->scale.at(p)});
    affine.offset.push_back(double{rescale->offset.at(p)});
  }
  return affine;
}

/// Replaces each batch normalisation and rescaling by the operators `lower(op, affine)` returns.
template <class Lower>
void lower_each(GraphDraft& draft, Lower&& lower) {
  std::vector<graph::Operator> result;
  result.reserve(draft.operators.size());
  for (graph::Operator& op : draft.operators) {
    const auto affine = affine_of(draft, op);
    if (!affine) {
      result.push_back(std::move(op));
      continue;
    }
    for (graph::Operator& lowered : lower(op, *affine)) result.push_back(std::move(lowered));
  }
  draft.operators = std::move(result);
}

}  // namespace

void lower_batch_norm_to_multiply_add(GraphDraft& draft) {
  lower_each(draft, [&](const graph::Operator& op, const Affine& affine) {
    const auto channels = static_cast<std::int64_t>(affine.scale.size());
    const auto scale = draft.add_constant(op.name + "/scale", {channels}, narrowed(affine.scale));
    const auto offset = draft.add_constant(op.name + "/offset", {channels}, narrowed(affine.offset));
    graph::Tensor product = draft.tensor(op.outputs[0]);
    product.name = op.name + "/scaled";
    const auto scaled = draft.add_tensor(std::move(product));
    return std::vector<graph::Operator>{{op.name + "/multiply", graph::Multiply{}, {op.inputs[0], scale}, {scaled}},
                                        {op.name, graph::Add{}, {scaled, offset}, op.outputs}};
  });
}

void lower_batch_norm_to_depthwise(GraphDraft& draft) {
  lower_each(draft, [&](const graph::Operator& op, const Affine& affine) {
    const graph::Shape& shape = draft.tensor(op.inputs[0]).shape;
    if (shape.size() != 4) {
      throw Error{ErrorKind::usage,
                  {"cannot quantise batch normalisation or rescaling", op.name,
                   "its input has shape " + graph::to_string(shape) + ", not batch x height x width x channels",
                   "Put it behind a convolution or dense layer, which it then folds into."}};
    }
    const auto channels = static_cast<std::int64_t>(affine.scale.size());
    const auto weights = draft.add_constant(op.name + "/scale", {1, 1, 1, channels}, narrowed(affine.scale));
    const auto bias = draft.add_constant(op.name + "/offset", {channels}, narrowed(affine.offset));
    return std::vector<graph::Operator>{{op.name, graph::DepthwiseConv2d{}, {op.inputs[0], weights, bias}, op.outputs}};
  });
}

}  // namespace wirebench::convert
