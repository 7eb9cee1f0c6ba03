#include "wirebench/graph/efficientnet_v2.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

enum class Kind {
  fused,     ///< one 3x3 convolution expands
  separable  ///< 1x1 expands, 3x3 depthwise, squeeze and excitation
};

/// A run of blocks; the stride is the first block's.
struct Stage {
  Kind kind;
  int blocks;
  std::int64_t in;
  std::int64_t out;
  std::int64_t expansion;
  std::int32_t stride;
};

constexpr std::array k_stages{
    Stage{Kind::fused, 1, 32, 16, 1, 1},      Stage{Kind::fused, 2, 16, 32, 4, 2},
    Stage{Kind::fused, 2, 32, 48, 4, 2},      Stage{Kind::separable, 3, 48, 96, 4, 2},
    Stage{Kind::separable, 5, 96, 112, 6, 1}, Stage{Kind::separable, 8, 112, 192, 6, 2},
};
constexpr int k_blocks = 21;

constexpr std::int64_t k_squeeze = 4;  // input channels of a block per channel of its squeeze
constexpr double k_drop_connect = 0.2;
constexpr float k_dropout = 0.2F;
constexpr NetworkBuilder::Normalization k_normalization{.epsilon = 1e-3F, .momentum = 0.9F, .gamma = Gamma::with};

class EfficientNet {
 public:
  explicit EfficientNet(const NetworkOptions& options) : net{"efficientnetv2b0", options} {}

  NetworkBuilder net;

  struct Convolution {
    std::int64_t filters = 0;
    std::int64_t kernel = 1;
    std::int32_t stride = 1;
  };
  /// `<prefix>conv` and `<prefix>bn`.
  TensorId normalised(const std::string& prefix, TensorId src, const Convolution& c) {
    const auto x = net.conv2d(prefix + "conv", src,
                              {.filters = c.filters,
                               .kernel = c.kernel,
                               .stride = c.stride,
                               .padding = Padding::same,
                               .bias = Bias::without,
                               .initializer = Initializer::he_fan_out});
    return net.batch_normalization(prefix + "bn", x, k_normalization);
  }
  /// The same with `<prefix>activation`.
  TensorId activated(const std::string& prefix, TensorId src, const Convolution& c) {
    return net.swish(prefix + "activation", normalised(prefix, src, c));
  }

  TensorId fused_block(const std::string& prefix, TensorId src, const Stage& stage) {
    if (stage.expansion == 1) {
      return activated(prefix + "project_", src, {.filters = stage.out, .kernel = 3, .stride = stage.stride});
    }
    const auto x = activated(prefix + "expand_", src,
                             {.filters = net.channels(src) * stage.expansion, .kernel = 3, .stride = stage.stride});
    return normalised(prefix + "project_", x, {.filters = stage.out});
  }

  TensorId separable_block(const std::string& prefix, TensorId src, const Stage& stage) {
    const auto in = net.channels(src);
    auto x = activated(prefix + "expand_", src, {.filters = in * stage.expansion});
    x = net.depthwise_conv2d(prefix + "dwconv2", x,
                             {.kernel = 3,
                              .stride = stage.stride,
                              .padding = Padding::same,
                              .bias = Bias::without,
                              .initializer = Initializer::he_fan_out});
    x = net.swish(prefix + "activation", net.batch_normalization(prefix + "bn", x, k_normalization));
    x = excited(prefix + "se_", x, std::max<std::int64_t>(1, in / k_squeeze));
    return normalised(prefix + "project_", x, {.filters = stage.out});
  }

  /// Appends the blocks of a stage.
  TensorId stage(int number, TensorId x, Stage form) {
    form.out = net.scaled(form.out);
    for (int i = 0; i < form.blocks; ++i) {
      const auto src = x;
      const std::string prefix = "block" + std::to_string(number) + static_cast<char>('a' + i) + '_';
      x = form.kind == Kind::fused ? fused_block(prefix, src, form) : separable_block(prefix, src, form);
      if (form.stride == 1 && net.channels(src) == form.out) x = residual(prefix, x, src);
      form.stride = 1;
      ++blocks_;
    }
    return x;
  }

 private:
  /// Squeeze and excitation: each channel times a number worked out from all channels' means.
  TensorId excited(const std::string& prefix, TensorId src, std::int64_t squeezed) {
    auto x = net.as_cell(prefix + "reshape", net.global_average_pool(prefix + "squeeze", src));
    const auto dense = [&](const std::string& name, std::int64_t filters) {
      return net.conv2d(name, x,
                        {.filters = filters, .padding = Padding::same, .initializer = Initializer::he_fan_out});
    };
    x = net.swish(prefix + "reduce_activation", dense(prefix + "reduce", squeezed));
    x = net.logistic(prefix + "expand_activation", dense(prefix + "expand", net.channels(src)));
    return net.multiply(prefix + "excite", src, x);
  }

  /// The branch is dropped the more often the deeper it is; the first block has no dropout at all.
  TensorId residual(const std::string& prefix, TensorId branch, TensorId src) {
    if (blocks_ > 0) {
      const auto rate = static_cast<float>(k_drop_connect * blocks_ / k_blocks);
      branch = net.dropout(prefix + "drop", branch, {.rate = rate, .whole_images = true});
    }
    return net.add(prefix + "add", branch, src);
  }

  int blocks_ = 0;
};

/// ImageNet's normalisation for three channels, [-1, 1) for any other number, as Keras has it.
TensorId preprocessed(NetworkBuilder& net) {
  if (net.channels(net.input()) != 3) {
    constexpr float k_scale = 1.0F / 128.0F;
    return net.rescale("rescaling", net.input(),
                       {.scale = {k_scale, k_scale, k_scale}, .offset = {-1.0F, -1.0F, -1.0F}});
  }
  constexpr float k_unit = 1.0F / 255.0F;
  constexpr std::array k_mean{0.485, 0.456, 0.406};
  constexpr std::array k_deviation{0.229, 0.224, 0.225};
  Rescale normalization;
  for (std::size_t c = 0; c < 3; ++c) {
    normalization.scale.at(c) = static_cast<float>(1.0 / k_deviation.at(c));
    normalization.offset.at(c) = static_cast<float>(-k_mean.at(c) / k_deviation.at(c));
  }
  const auto x = net.rescale("rescaling", net.input(), {.scale = {k_unit, k_unit, k_unit}, .offset = {0, 0, 0}});
  return net.rescale("normalization", x, normalization);
}

}  // namespace

Graph make_efficientnet_v2_b0(const NetworkOptions& options) {
  EfficientNet make{options};
  auto& net = make.net;
  auto x = preprocessed(net);
  x = make.activated("stem_", x, {.filters = net.scaled(32), .kernel = 3, .stride = 2});
  int number = 0;
  for (const auto& stage : k_stages) x = make.stage(++number, x, stage);
  x = make.activated("top_", x, {.filters = net.scaled(1280)});
  x = net.global_average_pool("avg_pool", x);
  x = net.dropout("top_dropout", x, {.rate = k_dropout, .whole_images = false});
  x = net.classifier("predictions", x, options.classes, Initializer::uniform_third_fan_out);
  return std::move(net).finish(x, {});
}

}  // namespace wirebench::graph
