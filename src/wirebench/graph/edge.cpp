#include "wirebench/graph/edge.hpp"

#include <array>
#include <string>
#include <utility>

#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

/// Residual blocks of one width; the first halves height and width unless the stride is 1.
struct Stage {
  std::int64_t filters;
  int blocks;
  std::int32_t stride;
};

constexpr std::array k_stages{Stage{48, 2, 1}, Stage{96, 2, 2}, Stage{192, 3, 2}, Stage{320, 2, 2}};

class Edge {
 public:
  explicit Edge(const NetworkOptions& options) : net{"edge", options} {}

  NetworkBuilder net;

  struct Convolution {
    std::int64_t filters = 0;
    std::int64_t kernel = 3;
    std::int32_t stride = 1;
  };
  TensorId normalised(const std::string& name, TensorId src, const Convolution& c) {
    const auto x = net.conv2d(name + "_conv", src,
                              {.filters = c.filters,
                               .kernel = c.kernel,
                               .stride = c.stride,
                               .padding = Padding::same,
                               .bias = Bias::without,
                               .initializer = Initializer::he_fan_out});
    return net.batch_normalization(name + "_bn", x, 1e-3F);
  }
  TensorId activated(const std::string& name, TensorId src, const Convolution& c) {
    return net.relu(name + "_relu", normalised(name, src, c));
  }

  TensorId block(const std::string& name, TensorId src, std::int64_t filters, std::int32_t stride) {
    auto shortcut = src;
    if (stride != 1) shortcut = net.max_pool(name + "_0_pool", shortcut, stride, stride, Padding::same);
    if (net.channels(src) != filters) shortcut = normalised(name + "_0", shortcut, {.filters = filters, .kernel = 1});
    auto x = activated(name + "_1", src, {.filters = filters, .stride = stride});
    x = normalised(name + "_2", x, {.filters = filters});
    return net.relu(name + "_out", net.add(name + "_add", shortcut, x));
  }
};

}  // namespace

Graph make_edge(const NetworkOptions& options) {
  Edge make{options};
  auto& net = make.net;
  auto x = make.activated("stem_1", net.input(), {.filters = net.scaled(32), .stride = 2});
  x = make.activated("stem_2", x, {.filters = net.scaled(32)});
  x = make.activated("stem_3", x, {.filters = net.scaled(48), .stride = 2});
  for (std::size_t s = 0; s < k_stages.size(); ++s) {
    const auto& stage = k_stages.at(s);
    for (int b = 0; b < stage.blocks; ++b) {
      const std::string name = "stage" + std::to_string(s + 1) + "_block" + std::to_string(b + 1);
      x = make.block(name, x, net.scaled(stage.filters), b == 0 ? stage.stride : 1);
    }
  }
  x = net.global_average_pool("avg_pool", x);
  x = net.classifier("predictions", x, options.classes);

  // Pixels to [0, 1]: empty pixels, nearly all of them, are exactly 0, and so is the padding, in integers too.
  constexpr float k_scale = 1.0F / 255.0F;
  return std::move(net).finish(x, {.scale = {k_scale, k_scale, k_scale}, .offset = {0.0F, 0.0F, 0.0F}});
}

}  // namespace wirebench::graph
