#include "graph/oracle_network.hpp"

#include "wirebench/graph/networks.hpp"

namespace wirebench::test {
namespace {

using namespace graph;  // NOLINT(google-build-using-namespace): this file speaks of nothing else

/// offset + span * (a permutation of 0..63 along the channels) / 64.
void fill(Graph& graph, TensorId id, float offset, float span, std::size_t step) {
  auto& tensor = graph.tensor(id);
  std::vector<float> values(static_cast<std::size_t>(tensor.shape[0]));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = offset + span * static_cast<float>(i * step % 64) / 64.0F;
  }
  tensor.data = make_constant<float>(values);
}

}  // namespace

OracleSize oracle_size(const std::string& name) {
  return name == "inceptionv3" ? OracleSize{.height = 75, .width = 96} : OracleSize{};
}

Graph oracle_network(const std::string& name) {
  const auto size = oracle_size(name);
  auto graph = make_network(name, {.height = size.height, .width = size.width, .seed = 20});
  const std::vector<Operator> operators{graph.operators().begin(), graph.operators().end()};
  for (const auto& op : operators) {
    if (std::holds_alternative<BatchNormalization>(op.attributes)) {
      const auto weights = batch_normalization_inputs(op);
      if (weights.gamma.valid()) fill(graph, weights.gamma, 0.75F, 0.5F, 37);
      fill(graph, weights.beta, -0.2F, 0.4F, 53);
      fill(graph, weights.mean, -0.1F, 0.2F, 11);
      fill(graph, weights.variance, 0.6F, 0.9F, 29);
    } else if (op.inputs.size() == 3 && graph.tensor(op.inputs[2]).is_constant()) {
      fill(graph, op.inputs[2], -0.05F, 0.1F, 19);  // bias of a convolution or dense layer
    }
  }
  return graph;
}

std::vector<float> oracle_pixels(OracleSize size) {
  std::vector<float> pixels;
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      for (std::int64_t c = 0; c < 3; ++c)
        pixels.push_back(static_cast<float>((31 * y + 17 * x + 101 * c + x * y) % 256));
    }
  }
  return pixels;
}

}  // namespace wirebench::test
