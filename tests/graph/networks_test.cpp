#include "wirebench/graph/networks.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "support/expect_error.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;

const Tensor& tensor_named(const Graph& graph, const std::string& name) {
  for (const auto& tensor : graph.tensors()) {
    if (tensor.name == name) return tensor;
  }
  throw std::runtime_error{"no tensor " + name};
}

std::map<std::string, int> kinds(const Graph& graph) {
  std::map<std::string, int> counts;
  for (const auto& op : graph.operators()) ++counts[std::string{kind_name(op.attributes)}];
  return counts;
}

TEST(Networks, AreListedByName) {
  EXPECT_THAT(network_names(), ElementsAre("resnet50v2", "densenet169"));
  EXPECT_EQ(display_name("resnet50v2"), "ResNet-50 V2");
  EXPECT_EQ(display_name("densenet169"), "DenseNet-169");
}

// Parameters: Keras' model.count_params() with three classes (and see keras_layout_test). Multiply-adds: billions, as
// published for 224x224 (3.482 and 3.360 with 1000 classes, of which the head is 0.002).
TEST(Networks, ResNet50V2HasKerasSize) {
  const auto graph = make_network("resnet50v2", {});
  graph.validate();
  EXPECT_EQ(parameter_count(graph), 23'570'947);
  EXPECT_NEAR(static_cast<double>(multiply_adds(graph)) / 1e9, 3.480, 0.0005);
  EXPECT_THAT(tensor_named(graph, "post_relu").shape, ElementsAre(1, 7, 7, 2048));
  EXPECT_THAT(graph.tensor(graph.inputs()[0]).shape, ElementsAre(1, 224, 224, 3));
  EXPECT_THAT(graph.tensor(graph.outputs()[0]).shape, ElementsAre(1, 3));
  // 16 blocks of three convolutions, four shortcut convolutions, the first layer.
  EXPECT_EQ(kinds(graph)["conv2d"], 53);
  EXPECT_EQ(kinds(graph)["add"], 16);
  // 1000 classes: Keras publishes 25,613,800.
  EXPECT_EQ(parameter_count(make_network("resnet50v2", {.classes = 1000})), 25'613'800);
}

TEST(Networks, DenseNet169HasKerasSize) {
  const auto graph = make_network("densenet169", {});
  graph.validate();
  EXPECT_EQ(parameter_count(graph), 12'647'875);
  EXPECT_NEAR(static_cast<double>(multiply_adds(graph)) / 1e9, 3.358, 0.0005);
  EXPECT_THAT(tensor_named(graph, "relu").shape, ElementsAre(1, 7, 7, 1664));
  // 169 = 168 convolutions and the dense layer; 6 + 12 + 32 + 32 joins.
  EXPECT_EQ(kinds(graph)["conv2d"], 168);
  EXPECT_EQ(kinds(graph)["concatenation"], 82);
  EXPECT_EQ(parameter_count(make_network("densenet169", {.classes = 1000})), 14'307'880);
}

TEST(Networks, KernelsAreGlorotUniform) {
  const auto graph = make_network("resnet50v2", {.height = 32, .width = 32});
  const auto values = tensor_named(graph, "conv2_block1_2_conv/kernel").values<float>();
  const double limit = std::sqrt(6.0 / (9 * 64 + 9 * 64));  // Glorot & Bengio 2010, equation 16, receptive field 9
  double sum = 0.0;
  double squares = 0.0;
  double largest = 0.0;
  for (const float value : values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  const auto n = static_cast<double>(values.size());
  EXPECT_LE(largest, limit);
  EXPECT_GT(largest, 0.999 * limit);
  EXPECT_NEAR(sum / n, 0.0, 4.0 * limit / std::sqrt(3.0 * n));
  EXPECT_NEAR(squares / n / (limit * limit), 1.0 / 3.0, 0.01);
  EXPECT_THAT(tensor_named(graph, "conv1_conv/bias").values<float>(), testing::Each(0.0F));
  EXPECT_THAT(tensor_named(graph, "post_bn/gamma").values<float>(), testing::Each(1.0F));
  EXPECT_THAT(tensor_named(graph, "post_bn/moving_mean").values<float>(), testing::Each(0.0F));
  EXPECT_THAT(tensor_named(graph, "post_bn/moving_variance").values<float>(), testing::Each(1.0F));
}

TEST(Networks, WeightsDependOnTheSeedAloneNotOnTheImageSize) {
  const NetworkOptions narrow{.height = 32, .width = 32, .width_multiplier = 0.125};
  auto other_seed = narrow;
  other_seed.seed = 2;
  auto other_size = narrow;
  other_size.height = 64;
  const auto bytes = [](const NetworkOptions& options) {
    return *tensor_named(make_network("densenet169", options), "conv3_block2_2_conv/kernel").data;
  };
  EXPECT_EQ(bytes(narrow), bytes(narrow));
  EXPECT_EQ(bytes(narrow), bytes(other_size));
  EXPECT_NE(bytes(narrow), bytes(other_seed));
}

TEST(Networks, WidthMultiplierScalesEveryChannelCount) {
  const auto graph = make_network("resnet50v2", {.height = 32, .width = 32, .width_multiplier = 0.2});
  graph.validate();
  EXPECT_EQ(graph.width_multiplier(), 0.2);
  EXPECT_EQ(tensor_named(graph, "conv1_conv").shape.back(), 16) << "64 * 0.2 = 12.8, nearest multiple of 8";
  EXPECT_EQ(tensor_named(graph, "conv5_block3_out").shape.back(), 4 * 104) << "512 * 0.2 = 102.4";
  make_network("densenet169", {.height = 32, .width = 32, .width_multiplier = 0.25}).validate();
  make_network("densenet169", {.height = 32, .width = 32, .width_multiplier = 0.1}).validate();
}

TEST(Networks, AnotherInputSizeKeepsTheWeights) {
  for (const auto& name : network_names()) {
    const auto small = make_network(name, {.height = 64, .width = 96, .width_multiplier = 0.125});
    const auto wanted = make_network(name, {.height = 160, .width = 32, .width_multiplier = 0.125});
    const auto resized = with_input_size(small, 160, 32);
    resized.validate();
    ASSERT_EQ(resized.tensors().size(), wanted.tensors().size());
    for (std::size_t i = 0; i < wanted.tensors().size(); ++i) {
      EXPECT_EQ(resized.tensors()[i].shape, wanted.tensors()[i].shape) << wanted.tensors()[i].name;
      EXPECT_EQ(resized.tensors()[i].data, small.tensors()[i].data) << "shared, not copied";
    }
  }
}

TEST(Networks, UnknownNameNamesTheNearest) {
  expect_error([] { static_cast<void>(make_network("resnet50", {})); }, ErrorKind::usage,
               {"unknown network", "resnet50", "Did you mean 'resnet50v2'?"});
  expect_error([] { static_cast<void>(display_name("vgg")); }, ErrorKind::usage, {"resnet50v2, densenet169"});
}

TEST(Networks, RefusesImpossibleOptions) {
  const auto refuse = [](const NetworkOptions& options, const std::string& part) {
    expect_error([&] { static_cast<void>(make_network("resnet50v2", options)); }, ErrorKind::usage, {part});
  };
  refuse({.height = 31}, "height = 31");
  refuse({.width = 5000}, "width = 5000");
  refuse({.channels = 0}, "channels = 0");
  refuse({.classes = 1}, "classes = 1");
  refuse({.width_multiplier = 0.0}, "width multiplier = 0");
  refuse({.width_multiplier = std::nan("")}, "width multiplier = nan");
}

}  // namespace
}  // namespace wirebench::graph
