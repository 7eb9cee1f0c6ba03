#include "wirebench/convert/inference_graph.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "wirebench/convert/graph_draft.hpp"
#include "wirebench/convert/passes/absorb_padding.hpp"
#include "wirebench/convert/passes/complete_biases.hpp"
#include "wirebench/convert/passes/drop_dropout.hpp"
#include "wirebench/convert/passes/fold_batch_norm.hpp"
#include "wirebench/convert/passes/fuse_relu.hpp"
#include "wirebench/convert/passes/keep_mean_dims.hpp"
#include "wirebench/convert/passes/lower_batch_norm.hpp"
#include "wirebench/convert/passes/lower_swish.hpp"
#include "wirebench/convert/passes/merge_rescale.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {
namespace {

void require_finite(const graph::Graph& network) {
  for (const graph::Tensor& tensor : network.tensors()) {
    if (!tensor.is_constant()) continue;
    const auto values = tensor.values<float>();
    if (std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) continue;
    throw Error{ErrorKind::failed,
                {"cannot convert this model", network.name() + ", tensor " + tensor.name, "it holds NaN or infinity",
                 "Check the training, or take an earlier checkpoint."}};
  }
}

void require_float(const graph::Graph& network) {
  for (const graph::Tensor& tensor : network.tensors()) {
    if (tensor.type == graph::DataType::float32 && !tensor.quantization.quantized()) continue;
    throw Error{ErrorKind::usage,
                {"cannot convert this model", network.name() + ", tensor " + tensor.name,
                 "it holds " + std::string{graph::name(tensor.type)} + " values: the model is already reduced",
                 "Convert from the float32 weights it was made of."}};
  }
  for (const graph::Operator& op : network.operators()) {
    const bool normalises = std::holds_alternative<graph::BatchNormalization>(op.attributes);
    if (!normalises && !has_weights(op)) continue;
    for (std::size_t i = 1; i < op.inputs.size(); ++i) {
      if (network.tensor(op.inputs[i]).is_constant()) continue;
      throw Error{ErrorKind::usage,
                  {"cannot convert this model", op.name, "its weights are computed, not constant",
                   "Only networks with stored weights can be converted."}};
    }
  }
}

}  // namespace

graph::Graph inference_graph(const graph::Graph& network, LoneBatchNorm form) {
  require_float(network);
  require_finite(network);
  GraphDraft draft{network};
  drop_dropout(draft);
  keep_mean_dims(draft);
  merge_rescale(draft);
  fold_batch_norm(draft);
  switch (form) {
    case LoneBatchNorm::multiply_add: lower_batch_norm_to_multiply_add(draft); break;
    case LoneBatchNorm::depthwise: lower_batch_norm_to_depthwise(draft); break;
  }
  lower_swish(draft);
  fuse_relu(draft);
  absorb_padding(draft);
  complete_biases(draft);
  return draft.finish();
}

}  // namespace wirebench::convert
