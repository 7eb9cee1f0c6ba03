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

std::size_t NetworkBuilder::rank(TensorId tensor) const {
  return graph_.tensor(tensor).shape.size();
}

std::int64_t NetworkBuilder::channels(TensorId tensor) const {
  return graph_.tensor(tensor).shape.back();
}

TensorId NetworkBuilder::conv2d(const std::string& name, TensorId src, const Convolution& convolution) {
  const auto width = convolution.kernel_width == 0 ? convolution.kernel : convolution.kernel_width;
  const auto area = convolution.kernel * width;
  const auto in = channels(src);
  std::vector<TensorId> inputs{src,
                               kernel(name + "/kernel", {convolution.filters, convolution.kernel, width, in},
                                      {.in = area * in, .out = area * convolution.filters}, convolution.initializer)};
  if (convolution.bias == Bias::with) inputs.push_back(filled(name + "/bias", convolution.filters, 0.0F));
  Conv2d attributes;
  attributes.stride_h = attributes.stride_w = convolution.stride;
  attributes.padding = convolution.padding;
  return append(name, attributes, std::move(inputs));
}

TensorId NetworkBuilder::depthwise_conv2d(const std::string& name, TensorId src, const Convolution& convolution) {
  const auto width = convolution.kernel_width == 0 ? convolution.kernel : convolution.kernel_width;
  const auto area = convolution.kernel * width;
  const auto in = channels(src);
  // Keras takes its fans from the shape [height, width, in, multiplier], as if every output saw all channels.
  std::vector<TensorId> inputs{src, kernel(name + "/kernel", {1, convolution.kernel, width, in},
                                           {.in = area * in, .out = area}, convolution.initializer)};
  if (convolution.bias == Bias::with) inputs.push_back(filled(name + "/bias", in, 0.0F));
  DepthwiseConv2d attributes;
  attributes.stride_h = attributes.stride_w = convolution.stride;
  attributes.padding = convolution.padding;
  return append(name, attributes, std::move(inputs));
}

TensorId NetworkBuilder::batch_normalization(const std::string& name, TensorId src,
                                             const Normalization& normalization) {
  const auto count = channels(src);
  std::vector<TensorId> inputs{src};
  if (normalization.gamma == Gamma::with) inputs.push_back(filled(name + "/gamma", count, 1.0F));
  inputs.push_back(filled(name + "/beta", count, 0.0F));
  inputs.push_back(filled(name + "/moving_mean", count, 0.0F));
  inputs.push_back(filled(name + "/moving_variance", count, 1.0F));
  return append(name, BatchNormalization{.epsilon = normalization.epsilon, .momentum = normalization.momentum},
                std::move(inputs));
}

TensorId NetworkBuilder::relu(const std::string& name, TensorId src) {
  return append(name, Relu{}, {src});
}

TensorId NetworkBuilder::swish(const std::string& name, TensorId src) {
  return append(name, Swish{}, {src});
}

TensorId NetworkBuilder::logistic(const std::string& name, TensorId src) {
  return append(name, Logistic{}, {src});
}

TensorId NetworkBuilder::rescale(const std::string& name, TensorId src, const Rescale& rescale) {
  return append(name, rescale, {src});
}

TensorId NetworkBuilder::dropout(const std::string& name, TensorId src, const Dropout& dropout) {
  return append(name, dropout, {src});
}

TensorId NetworkBuilder::zero_pad(const std::string& name, TensorId src, std::int32_t cells) {
  return append(name, ZeroPad2d{.top = cells, .bottom = cells, .left = cells, .right = cells}, {src});
}

TensorId NetworkBuilder::max_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride,
                                  Padding padding) {
  return append(
      name,
      MaxPool2d{.window_h = window, .window_w = window, .stride_h = stride, .stride_w = stride, .padding = padding},
      {src});
}

TensorId NetworkBuilder::average_pool(const std::string& name, TensorId src, std::int32_t window, std::int32_t stride,
                                      Padding padding) {
  return append(
      name,
      AveragePool2d{.window_h = window, .window_w = window, .stride_h = stride, .stride_w = stride, .padding = padding},
      {src});
}

TensorId NetworkBuilder::add(const std::string& name, TensorId left, TensorId right) {
  return append(name, Add{}, {left, right});
}

TensorId NetworkBuilder::multiply(const std::string& name, TensorId left, TensorId right) {
  return append(name, Multiply{}, {left, right});
}

TensorId NetworkBuilder::concatenate(const std::string& name, std::vector<TensorId> parts) {
  return append(name, Concatenation{.axis = 3}, std::move(parts));
}

TensorId NetworkBuilder::global_average_pool(const std::string& name, TensorId src) {
  return append(name, GlobalAveragePool{}, {src});
}

TensorId NetworkBuilder::as_cell(const std::string& name, TensorId src) {
  Shape shape{graph_.tensor(src).shape.front(), 1, 1, channels(src)};
  return append(Operator{.name = name, .attributes = Reshape{}, .inputs = {src}, .outputs = {}}, std::move(shape));
}

TensorId NetworkBuilder::classifier(const std::string& name, TensorId src, std::int64_t classes,
                                    Initializer initializer) {
  const auto in = channels(src);
  const auto weights = kernel(name + "/kernel", {classes, in}, {.in = in, .out = classes}, initializer);
  const auto bias = filled(name + "/bias", classes, 0.0F);
  const auto logits = append(name, Dense{}, {src, weights, bias});
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
  return append(std::move(op), std::move(shape));
}

TensorId NetworkBuilder::append(Operator op, Shape shape) {
  const auto output = graph_.add_tensor(
      {.name = op.name, .type = DataType::float32, .shape = std::move(shape), .quantization = {}, .data = nullptr});
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

TensorId NetworkBuilder::kernel(const std::string& name, Shape shape, Fans fans, Initializer initializer) {
  RandomStream random{options_.seed, RandomStage::weight_initialisation, graph_.tensors().size()};
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  const auto uniform = [&](double limit) {
    std::generate(values.begin(), values.end(), [&] { return static_cast<float>(random.uniform(-limit, limit)); });
  };
  switch (initializer) {
    case Initializer::glorot_uniform: uniform(std::sqrt(6.0 / static_cast<double>(fans.in + fans.out))); break;
    case Initializer::uniform_third_fan_out: uniform(std::sqrt(1.0 / static_cast<double>(fans.out))); break;
    case Initializer::he_fan_out: {
      // The deviation of a standard normal cut at two deviations: what Keras divides by, so that the cut values have
      // the variance asked for.
      constexpr double k_cut_deviation = 0.87962566103423978;
      constexpr double k_cut = 2.0;
      const double deviation = std::sqrt(2.0 / static_cast<double>(fans.out)) / k_cut_deviation;
      std::generate(values.begin(), values.end(), [&] {
        double value = random.normal();
        while (std::abs(value) > k_cut) value = random.normal();
        return static_cast<float>(value * deviation);
      });
      break;
    }
  }
  return constant(name, std::move(shape), values);
}

}  // namespace wirebench::graph
