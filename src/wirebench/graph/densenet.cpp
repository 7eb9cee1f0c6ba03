#include "wirebench/graph/densenet.hpp"

#include <array>

#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

constexpr float k_epsilon = 1.001e-5F;

/// Adds `growth` channels to `src`.
TensorId dense_layer(NetworkBuilder& net, const std::string& name, TensorId src, std::int64_t growth) {
  auto x = net.relu(name + "_0_relu", net.batch_normalization(name + "_0_bn", src, k_epsilon));
  x = net.conv2d(name + "_1_conv", x, {.filters = 4 * growth, .bias = Bias::without});
  x = net.relu(name + "_1_relu", net.batch_normalization(name + "_1_bn", x, k_epsilon));
  x = net.conv2d(name + "_2_conv", x,
                 {.filters = growth, .kernel = 3, .padding = Padding::same, .bias = Bias::without});
  return net.concatenate(name + "_concat", {src, x});
}

TensorId dense_block(NetworkBuilder& net, const std::string& name, TensorId x, int layers, std::int64_t growth) {
  for (int i = 1; i <= layers; ++i) x = dense_layer(net, name + "_block" + std::to_string(i), x, growth);
  return x;
}

/// Halves channels, height and width.
TensorId transition(NetworkBuilder& net, const std::string& name, TensorId x) {
  const auto half = net.channels(x) / 2;
  x = net.relu(name + "_relu", net.batch_normalization(name + "_bn", x, k_epsilon));
  x = net.conv2d(name + "_conv", x, {.filters = half, .bias = Bias::without});
  return net.average_pool(name + "_pool", x, 2, 2);
}

Preprocessing imagenet_normalisation() {
  // keras.applications.densenet.preprocess_input: mean and deviation of ImageNet's pixels scaled to [0, 1].
  constexpr std::array k_mean{0.485F, 0.456F, 0.406F};
  constexpr std::array k_deviation{0.229F, 0.224F, 0.225F};
  Preprocessing preprocessing;
  for (std::size_t c = 0; c < 3; ++c) {
    preprocessing.scale[c] = 1.0F / (255.0F * k_deviation[c]);
    preprocessing.offset[c] = -k_mean[c] / k_deviation[c];
  }
  return preprocessing;
}

}  // namespace

Graph make_densenet169(const NetworkOptions& options) {
  NetworkBuilder net{"densenet169", options};
  const auto growth = net.scaled(32);
  auto x = net.zero_pad("conv1_pad", net.input(), 3);
  x = net.conv2d("conv1_conv", x, {.filters = net.scaled(64), .kernel = 7, .stride = 2, .bias = Bias::without});
  x = net.relu("conv1_relu", net.batch_normalization("conv1_bn", x, k_epsilon));
  x = net.zero_pad("pool1_pad", x, 1);
  x = net.max_pool("pool1", x, 3, 2);

  x = transition(net, "pool2", dense_block(net, "conv2", x, 6, growth));
  x = transition(net, "pool3", dense_block(net, "conv3", x, 12, growth));
  x = transition(net, "pool4", dense_block(net, "conv4", x, 32, growth));
  x = dense_block(net, "conv5", x, 32, growth);

  x = net.relu("relu", net.batch_normalization("bn", x, k_epsilon));
  x = net.global_average_pool("avg_pool", x);
  x = net.classifier("predictions", x, options.classes);
  return std::move(net).finish(x, imagenet_normalisation());
}

}  // namespace wirebench::graph
