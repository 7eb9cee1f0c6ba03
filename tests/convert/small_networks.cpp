#include "convert/small_networks.hpp"

#include <algorithm>
#include <cmath>

#include "support/plain_executor.hpp"

#include "wirebench/core/random.hpp"

namespace wirebench::test {

using namespace graph;

SmallNetwork::SmallNetwork(Shape input) {
  Tensor tensor;
  tensor.name = "images";
  tensor.shape = std::move(input);
  input_ = graph_.add_tensor(tensor);
  graph_.set_inputs({input_});
}

TensorId SmallNetwork::constant(Shape shape, std::vector<float> values) {
  Tensor tensor;
  tensor.name = "constant_" + std::to_string(constants_++);
  tensor.shape = std::move(shape);
  tensor.data = make_constant(std::span<const float>{values});
  return graph_.add_tensor(std::move(tensor));
}

TensorId SmallNetwork::random_constant(Shape shape) {
  RandomStream random{3, RandomStage::test, constants_};
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  for (float& value : values) value = static_cast<float>(random.uniform(-1.0, 1.0));
  return constant(std::move(shape), std::move(values));
}

TensorId SmallNetwork::op(const std::string& name, const Attributes& attributes, std::vector<TensorId> inputs) {
  Operator added{name, attributes, std::move(inputs), {}};
  std::vector<Shape> shapes;
  for (const TensorId id : added.inputs) shapes.push_back(graph_.tensor(id).shape);
  auto shape = infer_shape(added, shapes);
  return append(std::move(added), std::move(shape));
}

TensorId SmallNetwork::reshape(const std::string& name, TensorId src, Shape shape) {
  return append({name, Reshape{}, {src}, {}}, std::move(shape));
}

TensorId SmallNetwork::append(Operator added, Shape shape) {
  Tensor output;
  output.name = added.name;
  output.shape = std::move(shape);
  added.outputs = {graph_.add_tensor(std::move(output))};
  const TensorId id = added.outputs[0];
  graph_.add_operator(std::move(added));
  return id;
}

TensorId SmallNetwork::batch_norm(const std::string& name, TensorId src) {
  const std::int64_t channels = graph_.tensor(src).shape.back();
  std::vector<float> gamma;
  std::vector<float> beta;
  std::vector<float> mean;
  std::vector<float> variance;
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto x = static_cast<float>(c);
    gamma.push_back(0.8F + 0.1F * x);
    beta.push_back(0.3F - 0.2F * x);
    mean.push_back(-0.1F + 0.05F * x);
    variance.push_back(0.5F + 0.3F * x);
  }
  return op(name, BatchNormalization{.epsilon = 1e-3F},
            {src, constant({channels}, gamma), constant({channels}, beta), constant({channels}, mean),
             constant({channels}, variance)});
}

Graph SmallNetwork::finish(TensorId output) {
  graph_.set_outputs({output});
  graph_.validate();
  return graph_;
}

Graph gated_network() {
  SmallNetwork net{{1, 8, 8, 3}};
  auto x = net.op("unit", Rescale{.scale = {0.01F, 0.01F, 0.01F}, .offset = {0, 0, 0}}, {net.input()});
  x = net.op("normal", Rescale{.scale = {2.0F, 1.5F, 3.0F}, .offset = {-1.0F, -0.5F, -2.0F}}, {x});
  x = net.op("stem", Conv2d{.stride_h = 2, .stride_w = 2, .padding = Padding::same},
             {x, net.random_constant({6, 3, 3, 3})});
  x = net.op(
      "stem_bn", BatchNormalization{},
      {x, net.random_constant({6}), net.random_constant({6}), net.constant({6}, {0.5F, 1.0F, 1.5F, 2.0F, 3.0F, 4.0F})});
  x = net.op("stem_act", Swish{}, {x});
  const auto mean = net.op("squeeze", GlobalAveragePool{}, {x});
  auto gate = net.reshape("cell", mean, {1, 1, 1, 6});
  gate = net.op("reduce", Conv2d{}, {gate, net.random_constant({2, 1, 1, 6}), net.random_constant({2})});
  gate = net.op("reduce_act", Swish{}, {gate});
  gate = net.op("expand", Conv2d{}, {gate, net.random_constant({6, 1, 1, 2}), net.random_constant({6})});
  gate = net.op("expand_act", Logistic{}, {gate});
  const auto excited = net.op("excite", Multiply{}, {x, gate});
  auto branch = net.op("project", Conv2d{}, {excited, net.random_constant({6, 1, 1, 6})});
  branch = net.op("drop", Dropout{.rate = 0.2F, .whole_images = true}, {net.batch_norm("project_bn", branch)});
  x = net.op("sum", Add{}, {branch, x});
  x = net.op("pool", AveragePool2d{3, 3, 1, 1, Padding::same}, {x});
  x = net.op("mean", GlobalAveragePool{}, {x});
  x = net.op("top_drop", Dropout{.rate = 0.2F, .whole_images = false}, {x});
  x = net.op("logits", Dense{}, {x, net.random_constant({3, 6}), net.random_constant({3})});
  return net.finish(net.op("scores", Softmax{}, {x}));
}

Graph everything_network() {
  SmallNetwork net{{1, 8, 8, 3}};
  const auto pad = net.op("pad", ZeroPad2d{1, 1, 1, 1}, {net.input()});
  Conv2d stem;
  stem.stride_h = stem.stride_w = 2;
  const auto conv = net.op("stem", stem, {pad, net.random_constant({4, 3, 3, 3}), net.random_constant({4})});
  // Pre-activation block with a residual sum.
  const auto preact = net.op("preact_relu", Relu{}, {net.batch_norm("preact", conv)});
  const auto narrow = net.op("narrow", Conv2d{}, {preact, net.random_constant({4, 1, 1, 4})});
  const auto narrow_relu = net.op("narrow_relu", Relu{}, {net.batch_norm("narrow_bn", narrow)});
  const auto inner_pad = net.op("inner_pad", ZeroPad2d{1, 1, 1, 1}, {narrow_relu});
  const auto wide = net.op("wide", Conv2d{}, {inner_pad, net.random_constant({4, 3, 3, 4}), net.random_constant({4})});
  const auto sum = net.op("sum", Add{}, {conv, wide});
  // Dense block.
  const auto grown =
      net.op("grow", Conv2d{},
             {net.op("dense_relu", Relu{}, {net.batch_norm("dense_bn", sum)}), net.random_constant({2, 1, 1, 4})});
  const auto joined = net.op("join", Concatenation{3}, {sum, grown});
  const auto pooled = net.op("pool", AveragePool2d{}, {joined});
  const auto largest = net.op("max", MaxPool2d{1, 1, 1, 1, Padding::valid}, {pooled});
  const auto last = net.op("post_relu", Relu{}, {net.batch_norm("post_bn", largest)});
  const auto mean = net.op("mean", GlobalAveragePool{}, {last});
  const auto logits = net.op("logits", Dense{}, {mean, net.random_constant({3, 6}), net.random_constant({3})});
  return net.finish(net.op("scores", Softmax{}, {logits}));
}

std::vector<std::string> kinds(const Graph& graph) {
  std::vector<std::string> result;
  for (const Operator& op : graph.operators()) result.emplace_back(kind_name(op.attributes));
  return result;
}

std::vector<float> random_image(std::size_t count, std::size_t index, double low, double high) {
  RandomStream random{5, RandomStage::test, index};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.uniform(low, high));
  return values;
}

convert::Executor plain_executor() {
  return [](const Graph& graph, std::span<const float> input, const convert::Observe& observe) {
    (void)run_plain(graph, input, observe);
  };
}

double largest_difference(const Graph& a, const Graph& b) {
  const auto count = static_cast<std::size_t>(element_count(a.tensor(a.inputs()[0]).shape));
  double largest = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto image = random_image(count, i, -1.0, 1.0);
    const auto left = run_plain(a, image);
    const auto right = run_plain(b, image);
    if (left.size() != right.size()) return std::nan("");
    for (std::size_t k = 0; k < left.size(); ++k) {
      const double difference = std::fabs(double{left[k]} - double{right[k]});
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}

}  // namespace wirebench::test
