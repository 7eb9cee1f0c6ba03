#include "wirebench/graph/resnet_v2.hpp"

#include <array>

#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

constexpr float k_epsilon = 1.001e-5F;
constexpr std::int64_t k_expansion = 4;  // channels leaving a block, in units of its inner width

enum class Shortcut { convolution, identity };

TensorId block(NetworkBuilder& net, const std::string& name, TensorId src, std::int64_t filters, std::int32_t stride,
               Shortcut shortcut_kind) {
  const auto preact = net.relu(name + "_preact_relu", net.batch_normalization(name + "_preact_bn", src, k_epsilon));

  auto shortcut = src;
  if (shortcut_kind == Shortcut::convolution) {
    shortcut = net.conv2d(name + "_0_conv", preact, {.filters = k_expansion * filters, .stride = stride});
  } else if (stride > 1) {
    shortcut = net.max_pool(name + "_0_pool", src, 1, stride);
  }

  auto x = net.conv2d(name + "_1_conv", preact, {.filters = filters, .bias = Bias::without});
  x = net.relu(name + "_1_relu", net.batch_normalization(name + "_1_bn", x, k_epsilon));
  x = net.zero_pad(name + "_2_pad", x, 1);
  x = net.conv2d(name + "_2_conv", x, {.filters = filters, .kernel = 3, .stride = stride, .bias = Bias::without});
  x = net.relu(name + "_2_relu", net.batch_normalization(name + "_2_bn", x, k_epsilon));
  x = net.conv2d(name + "_3_conv", x, {.filters = k_expansion * filters});
  return net.add(name + "_out", shortcut, x);
}

struct Stack {
  const char* name;
  std::int64_t filters;
  int blocks;
  std::int32_t last_stride;  // Keras puts the stride of a stack into its last block
};

TensorId stack(NetworkBuilder& net, const Stack& form, TensorId x) {
  const auto filters = net.scaled(form.filters);
  for (int i = 1; i <= form.blocks; ++i) {
    x = block(net, form.name + std::string{"_block"} + std::to_string(i), x, filters,
              i == form.blocks ? form.last_stride : 1, i == 1 ? Shortcut::convolution : Shortcut::identity);
  }
  return x;
}

}  // namespace

Graph make_resnet50_v2(const NetworkOptions& options) {
  NetworkBuilder net{"resnet50v2", options};
  auto x = net.zero_pad("conv1_pad", net.input(), 3);
  x = net.conv2d("conv1_conv", x, {.filters = net.scaled(64), .kernel = 7, .stride = 2});
  x = net.zero_pad("pool1_pad", x, 1);
  x = net.max_pool("pool1_pool", x, 3, 2);

  constexpr std::array k_stacks{Stack{"conv2", 64, 3, 2}, Stack{"conv3", 128, 4, 2}, Stack{"conv4", 256, 6, 2},
                                Stack{"conv5", 512, 3, 1}};
  for (const auto& form : k_stacks) x = stack(net, form, x);

  x = net.relu("post_relu", net.batch_normalization("post_bn", x, k_epsilon));
  x = net.global_average_pool("avg_pool", x);
  x = net.classifier("predictions", x, options.classes);

  // keras.applications.resnet_v2.preprocess_input: to [-1, 1].
  constexpr float k_scale = 1.0F / 127.5F;
  return std::move(net).finish(x, {.scale = {k_scale, k_scale, k_scale}, .offset = {-1.0F, -1.0F, -1.0F}});
}

}  // namespace wirebench::graph
