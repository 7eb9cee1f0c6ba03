#include "wirebench/convert/reduced_weights.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "wirebench/convert/graph_draft.hpp"
#include "wirebench/convert/half.hpp"
#include "wirebench/convert/quant_params.hpp"

namespace wirebench::convert {
namespace {

constexpr std::int64_t k_least_elements = 1024;

graph::Tensor int8_weights(const graph::Tensor& weights, ChannelAxis axis) {
  auto scales = weight_scales(weights.values<float>(), weights.shape, axis);
  for (float& scale : scales) {
    // A channel of zeros is right with any scale, but runtimes want a normal positive one.
    if (!(scale >= std::numeric_limits<float>::min())) scale = 1.0F;
  }
  QuantizedWeights quantized = quantize_weights(weights.values<float>(), weights.shape, axis, std::move(scales));
  graph::Tensor result = weights;
  result.type = graph::DataType::int8;
  result.quantization = std::move(quantized.params);
  result.data = graph::make_constant(std::span<const std::int8_t>{quantized.codes});
  return result;
}

graph::Tensor half_constant(const graph::Tensor& constant) {
  const auto values = constant.values<float>();
  std::vector<std::uint16_t> halves(values.size());
  std::transform(values.begin(), values.end(), halves.begin(), to_half);
  graph::Tensor result = constant;
  result.name += "/float16";
  result.type = graph::DataType::float16;
  result.data = graph::make_constant(std::span<const std::uint16_t>{halves});
  return result;
}

}  // namespace

graph::Graph dynamic_range(const graph::Graph& inference) {
  GraphDraft draft{inference};
  for (graph::Operator& op : draft.operators) {
    if (!has_weights(op)) continue;
    const graph::Tensor weights = draft.tensor(op.inputs[1]);
    if (graph::element_count(weights.shape) < k_least_elements) continue;
    ChannelAxis axis = ChannelAxis::none;
    if (std::holds_alternative<graph::Conv2d>(op.attributes)) axis = ChannelAxis::first;
    if (std::holds_alternative<graph::DepthwiseConv2d>(op.attributes)) axis = ChannelAxis::last;
    op.inputs[1] = draft.add_tensor(int8_weights(weights, axis));
  }
  return draft.finish();
}

graph::Graph float16_weights(const graph::Graph& inference) {
  GraphDraft draft{inference};
  std::vector<graph::Operator> operators;
  std::vector<graph::TensorId> dequantized(draft.tensors.size());
  for (graph::Operator op : draft.operators) {
    for (graph::TensorId& id : op.inputs) {
      if (!draft.tensor(id).is_constant() || draft.tensor(id).type != graph::DataType::float32) continue;
      graph::TensorId& whole = dequantized[id.index()];
      if (!whole.valid()) {
        graph::Tensor result = draft.tensor(id);
        const std::string name = result.name;
        const auto half = draft.add_tensor(half_constant(result));
        result.data = nullptr;
        whole = draft.add_tensor(std::move(result));
        operators.push_back({name + "/dequantize", graph::Dequantize{}, {half}, {whole}});
      }
      id = whole;
    }
    operators.push_back(std::move(op));
  }
  draft.operators = std::move(operators);
  return draft.finish();
}

}  // namespace wirebench::convert
