#include "wirebench/graph/network_builder.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/random.hpp"

namespace wirebench::graph {

NetworkBuilder::NetworkBuilder(const std::string& name, const NetworkOptions& options)
    : options_{options}, graph_{name} {
  input_ = graph_.add_tensor({.name = "images",
                              .type = DataType::float32,
                              .shape = {1, options.height, options.width, options.channels},
                              .quantization = {},
                              .data = nullptr});
  graph_.set_inputs({input_});
  graph_.set_width_multiplier(options.width_multiplier);
}

std::int64_t NetworkBuilder::scaled(std::int64_t channels) const {
  // The multiplier 1 means "as published", whatever the channel count is a multiple of.
  if (options_.width_multiplier == 1.0) return channels;
  const auto eighths = std::llround(static_cast<double>(channels) * options_.width_multiplier / 8.0);
  return 8 * std::max<std::int64_t>(1, eighths);
}

std::int64_t NetworkBuilder::channels(TensorId tensor) const {
  return graph_.tensor(tensor).shape.back();
}

TensorId NetworkBuilder::conv2d(const std::string& name, TensorId src, const Convolution& convolution) {
  const auto area = convolution.kernel * convolution.kernel;
  const auto in = channels(src);
  std::vector<TensorId> inputs{
      src, glorot_kernel(name + "/kernel", {convolution.filters, convolution.kernel, convolution.kernel, in}, area * in,
                         area * convolution.filters)};
  if (convolution.bias == Bias::with) inputs.push_back(filled(name + "/bias", convolution.filters, 0.0F));
  Conv2d attributes;
  attributes.stride_h = attributes.stride_w = convolution.stride;
  attributes.padding = convolution.padding;
  return append(name, attributes, std::move(inputs));
}

TensorId NetworkBuilder::batch_normalization(const std::string& name, TensorId src, float epsilon) {
  const auto count = channels(src);
  const auto gamma = filled(name + "/gamma", count, 1.0F);
  const auto beta = filled(name + "/beta", count, 0.0F);
  const auto mean = filled(name + "/moving_mean", count, 0.0F);
  const auto variance = filled(name + "/moving_variance", count, 1.0F);
  return append(name, BatchNormalization{.epsilon = epsilon, .momentum = 0.99F}, {src, gamma, beta, mean, variance});
}

TensorId NetworkBuilder::relu(const std::string& name, TensorId src) {
  return append(name, Relu{}, {src});
}

TensorId NetworkBuilder::zero_pad(const std::string& name, TensorId src, std::int32_t cells) {
  return append(name, ZeroPad2d{.top = cells, .bottom = cells, .left = cells, .right = cells}, {src});
}

TensorId NetworkBuilder::max_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride) {
  return append(
      name,
      MaxPool2d{
          .window_h = window, .window_w = window, .stride_h = stride, .stride_w = stride, .padding = Padding::valid},
      {src});
}

TensorId NetworkBuilder::average_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride) {
  return append(
      name,
      AveragePool2d{
          .window_h = window, .window_w = window, .stride_h = stride, .stride_w = stride, .padding = Padding::valid},
      {src});
}

TensorId NetworkBuilder::add(const std::string& name, TensorId left, TensorId right) {
  return append(name, Add{}, {left, right});
}

TensorId NetworkBuilder::concatenate(const std::string& name, TensorId left, TensorId right) {
  return append(name, Concatenation{.axis = 3}, {left, right});
}

TensorId NetworkBuilder::global_average_pool(const std::string& name, TensorId src) {
  return append(name, GlobalAveragePool{}, {src});
}

TensorId NetworkBuilder::classifier(const std::string& name, TensorId src, std::int64_t classes) {
  const auto in = channels(src);
  const auto kernel = glorot_kernel(name + "/kernel", {classes, in}, in, classes);
  const auto bias = filled(name + "/bias", classes, 0.0F);
  const auto logits = append(name, Dense{}, {src, kernel, bias});
  return append(name + "_softmax", Softmax{}, {logits});
}

Graph NetworkBuilder::finish(TensorId scores, const Preprocessing& preprocessing) && {
  graph_.set_outputs({scores});
  graph_.set_preprocessing(preprocessing);
  return std::move(graph_);
}

TensorId NetworkBuilder::append(const std::string& name, const Attributes& attributes, std::vector<TensorId> inputs) {
  Operator op{.name = name, .attributes = attributes, .inputs = std::move(inputs), .outputs = {}};
  std::vector<Shape> shapes;
  shapes.reserve(op.inputs.size());
  for (const auto id : op.inputs) shapes.push_back(graph_.tensor(id).shape);
  auto shape = infer_shape(op, shapes);
  const auto output = graph_.add_tensor(
      {.name = name, .type = DataType::float32, .shape = std::move(shape), .quantization = {}, .data = nullptr});
  op.outputs = {output};
  graph_.add_operator(std::move(op));
  return output;
}

TensorId NetworkBuilder::constant(const std::string& name, Shape shape, std::span<const float> values) {
  return graph_.add_tensor({.name = name,
                            .type = DataType::float32,
                            .shape = std::move(shape),
                            .quantization = {},
                            .data = make_constant(values)});
}

TensorId NetworkBuilder::filled(const std::string& name, std::int64_t count, float value) {
  const std::vector<float> values(static_cast<std::size_t>(count), value);
  return constant(name, {count}, values);
}

TensorId NetworkBuilder::glorot_kernel(const std::string& name, Shape shape, std::int64_t fan_in,
                                       std::int64_t fan_out) {
  RandomStream random{options_.seed, RandomStage::weight_initialisation, graph_.tensors().size()};
  const double limit = std::sqrt(6.0 / static_cast<double>(fan_in + fan_out));
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  std::generate(values.begin(), values.end(), [&] { return static_cast<float>(random.uniform(-limit, limit)); });
  return constant(name, std::move(shape), values);
}

}  // namespace wirebench::graph
