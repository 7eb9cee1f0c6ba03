#include "wirebench/convert/passes/absorb_padding.hpp"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

namespace wirebench::convert {
namespace {

using Cells = std::pair<std::int64_t, std::int64_t>;

template <class Convolution>
bool absorb(GraphDraft& draft, const graph::Operator& pad, graph::Operator& op) {
  auto* const convolution = std::get_if<Convolution>(&op.attributes);
  if (convolution == nullptr || convolution->padding != graph::Padding::valid) return false;
  const auto& cells = std::get<graph::ZeroPad2d>(pad.attributes);
  const graph::Shape& src = draft.tensor(pad.inputs[0]).shape;
  const graph::Shape& weights = draft.tensor(op.inputs[1]).shape;
  const Cells rows = graph::same_padding(src[1], weights[1], convolution->stride_h, convolution->dilation_h);
  const Cells columns = graph::same_padding(src[2], weights[2], convolution->stride_w, convolution->dilation_w);
  if (rows != Cells{cells.top, cells.bottom} || columns != Cells{cells.left, cells.right}) return false;
  convolution->padding = graph::Padding::same;
  op.inputs[0] = pad.inputs[0];
  return true;
}

}  // namespace

void absorb_padding(GraphDraft& draft) {
  const TensorUses uses{draft};
  std::vector<bool> remove(draft.operators.size(), false);
  for (std::size_t i = 0; i < draft.operators.size(); ++i) {
    const graph::Operator& pad = draft.operators[i];
    if (!std::holds_alternative<graph::ZeroPad2d>(pad.attributes)) continue;
    const std::size_t reader = uses.only_reader(pad.outputs[0]);
    if (reader == TensorUses::k_none) continue;
    graph::Operator& op = draft.operators[reader];
    remove[i] = absorb<graph::Conv2d>(draft, pad, op) || absorb<graph::DepthwiseConv2d>(draft, pad, op);
  }
  remove_operators(draft, remove);
}

}  // namespace wirebench::convert
