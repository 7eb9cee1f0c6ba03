#include "wirebench/graph/inception_v3.hpp"

#include <string>
#include <utility>

#include "wirebench/graph/network_builder.hpp"

namespace wirebench::graph {
namespace {

/// Keras' name of the `index`-th layer of a kind it leaves unnamed: "conv2d", "conv2d_1", ...
std::string numbered(const std::string& kind, int index) {
  return index == 0 ? kind : kind + '_' + std::to_string(index);
}

/// Window of a convolution: rows and columns.
struct Window {
  std::int64_t rows = 1;
  std::int64_t columns = 1;
};
constexpr Window k_1x1{1, 1};
constexpr Window k_3x3{3, 3};

/// The network's parts. Layers Keras does not name get the names it would give them in a fresh process.
class Inception {
 public:
  explicit Inception(const NetworkOptions& options) : net{"inceptionv3", options} {}

  NetworkBuilder net;

  /// Convolution without bias, batch normalisation without gamma, ReLU.
  TensorId unit(TensorId src, std::int64_t filters, Window window, std::int32_t stride = 1,
                Padding padding = Padding::same) {
    const int index = units_++;
    auto x = net.conv2d(numbered("conv2d", index), src,
                        {.filters = net.scaled(filters),
                         .kernel = window.rows,
                         .kernel_width = window.columns,
                         .stride = stride,
                         .padding = padding,
                         .bias = Bias::without});
    x = net.batch_normalization(numbered("batch_normalization", index), x,
                                {.epsilon = 1e-3F, .momentum = 0.99F, .gamma = Gamma::without});
    return net.relu(numbered("activation", index), x);
  }
  /// The same without padding: what shrinks the image.
  TensorId shrinking(TensorId src, std::int64_t filters, std::int32_t stride) {
    return unit(src, filters, k_3x3, stride, Padding::valid);
  }

  TensorId halve(TensorId src) { return net.max_pool(numbered("max_pooling2d", max_pools_++), src, 3, 2); }

  /// Average over the 3x3 neighbourhood, then a 1x1 unit.
  TensorId pool_branch(TensorId src, std::int64_t filters) {
    const auto pooled = net.average_pool(numbered("average_pooling2d", average_pools_++), src, 3, 1, Padding::same);
    return unit(pooled, filters, k_1x1);
  }

  /// mixed0 to mixed2.
  TensorId wide_block(const std::string& name, TensorId x, std::int64_t pool_filters) {
    const auto single = unit(x, 64, k_1x1);
    const auto five = unit(unit(x, 48, k_1x1), 64, {5, 5});
    const auto twice = unit(unit(unit(x, 64, k_1x1), 96, k_3x3), 96, k_3x3);
    const auto pool = pool_branch(x, pool_filters);
    return net.concatenate(name, {single, five, twice, pool});
  }

  /// mixed4 to mixed7: 7x7 windows as rows and columns; `c` channels inside.
  TensorId factorised_block(const std::string& name, TensorId x, std::int64_t c) {
    const auto single = unit(x, 192, k_1x1);
    const auto seven = unit(unit(unit(x, c, k_1x1), c, {1, 7}), 192, {7, 1});
    auto twice = unit(unit(unit(x, c, k_1x1), c, {7, 1}), c, {1, 7});
    twice = unit(unit(twice, c, {7, 1}), 192, {1, 7});
    const auto pool = pool_branch(x, 192);
    return net.concatenate(name, {single, seven, twice, pool});
  }

  /// mixed9 and mixed10: the last windows side by side; `inner` names the two joins inside.
  TensorId expanded_block(const std::string& name, const std::pair<std::string, std::string>& inner, TensorId x) {
    const auto single = unit(x, 320, k_1x1);
    auto three = unit(x, 384, k_1x1);
    const auto three_row = unit(three, 384, {1, 3});
    const auto three_column = unit(three, 384, {3, 1});
    three = net.concatenate(inner.first, {three_row, three_column});
    auto twice = unit(unit(x, 448, k_1x1), 384, k_3x3);
    const auto twice_row = unit(twice, 384, {1, 3});
    const auto twice_column = unit(twice, 384, {3, 1});
    twice = net.concatenate(inner.second, {twice_row, twice_column});
    const auto pool = pool_branch(x, 192);
    return net.concatenate(name, {single, three, twice, pool});
  }

 private:
  int units_ = 0;
  int max_pools_ = 0;
  int average_pools_ = 0;
};

}  // namespace

Graph make_inception_v3(const NetworkOptions& options) {
  Inception make{options};
  auto& net = make.net;
  auto x = make.shrinking(net.input(), 32, 2);
  x = make.shrinking(x, 32, 1);
  x = make.unit(x, 64, k_3x3);
  x = make.halve(x);
  x = make.unit(x, 80, k_1x1, 1, Padding::valid);
  x = make.shrinking(x, 192, 1);
  x = make.halve(x);

  x = make.wide_block("mixed0", x, 32);
  x = make.wide_block("mixed1", x, 64);
  x = make.wide_block("mixed2", x, 64);
  {
    const auto three = make.shrinking(x, 384, 2);
    const auto twice = make.shrinking(make.unit(make.unit(x, 64, k_1x1), 96, k_3x3), 96, 2);
    x = net.concatenate("mixed3", {three, twice, make.halve(x)});
  }
  x = make.factorised_block("mixed4", x, 128);
  x = make.factorised_block("mixed5", x, 160);
  x = make.factorised_block("mixed6", x, 160);
  x = make.factorised_block("mixed7", x, 192);
  {
    const auto three = make.shrinking(make.unit(x, 192, k_1x1), 320, 2);
    const auto seven = make.unit(make.unit(make.unit(x, 192, k_1x1), 192, {1, 7}), 192, {7, 1});
    const auto shrunk = make.shrinking(seven, 192, 2);
    x = net.concatenate("mixed8", {three, shrunk, make.halve(x)});
  }
  x = make.expanded_block("mixed9", {"mixed9_0", "concatenate"}, x);
  x = make.expanded_block("mixed10", {"mixed9_1", "concatenate_1"}, x);

  x = net.global_average_pool("avg_pool", x);
  x = net.classifier("predictions", x, options.classes);

  // keras.applications.inception_v3.preprocess_input: to [-1, 1].
  constexpr float k_scale = 1.0F / 127.5F;
  return std::move(net).finish(x, {.scale = {k_scale, k_scale, k_scale}, .offset = {-1.0F, -1.0F, -1.0F}});
}

}  // namespace wirebench::graph
