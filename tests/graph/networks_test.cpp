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
  EXPECT_THAT(network_names(), ElementsAre("resnet50v2", "densenet169", "inceptionv3", "efficientnetv2b0", "edge"));
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

TEST(Networks, InceptionV3HasKerasSize) {
  const auto graph = make_network("inceptionv3", {});
  graph.validate();
  EXPECT_EQ(parameter_count(graph), 21'808'931);
  EXPECT_NEAR(static_cast<double>(multiply_adds(graph)) / 1e9, 2.836, 0.0005);
  EXPECT_THAT(tensor_named(graph, "mixed10").shape, ElementsAre(1, 5, 5, 2048));
  EXPECT_EQ(kinds(graph)["conv2d"], 94);
  EXPECT_EQ(kinds(graph)["average_pool2d"], 9);
  EXPECT_EQ(kinds(graph)["concatenation"], 15);
  const auto published = make_network("inceptionv3", {.height = 299, .width = 299, .classes = 1000});
  EXPECT_EQ(parameter_count(published), 23'851'784);
  EXPECT_NEAR(static_cast<double>(multiply_adds(published)) / 1e9, 5.713, 0.0005);
}

TEST(Networks, EfficientNetV2B0HasKerasSize) {
  const auto graph = make_network("efficientnetv2b0", {});
  graph.validate();
  EXPECT_EQ(parameter_count(graph), 5'923'155);
  EXPECT_NEAR(static_cast<double>(multiply_adds(graph)) / 1e9, 0.717, 0.0005);
  EXPECT_THAT(tensor_named(graph, "top_activation").shape, ElementsAre(1, 7, 7, 1280));
  EXPECT_EQ(kinds(graph)["conv2d"], 75);
  EXPECT_EQ(kinds(graph)["depthwise_conv2d"], 16);
  EXPECT_EQ(kinds(graph)["swish"], 55);
  EXPECT_EQ(kinds(graph)["add"], 15);
  EXPECT_EQ(kinds(graph)["dropout"], 16) << "one a residual, one before the classifier";
  EXPECT_EQ(parameter_count(make_network("efficientnetv2b0", {.classes = 1000})), 7'200'312);
}

// By hand: kernels 23,904 in the stem, 82,944, 294,912, 1,843,200 and 3,379,200 in the stages; four numbers for each of
// 3,728 normalised channels; 963 in the classifier. Multiply-adds: the same kernels at 112, 112, 56, then 56, 28,
// 14, 7.
TEST(Networks, EdgeHasTheSizeItWasMadeFor) {
  const auto graph = make_network("edge", {});
  graph.validate();
  EXPECT_EQ(parameter_count(graph), 23'904 + 82'944 + 294'912 + 1'843'200 + 3'379'200 + 4 * 3'728 + 963);
  EXPECT_EQ(multiply_adds(graph), 1'187'967'936);
  EXPECT_THAT(tensor_named(graph, "stage4_block2_out").shape, ElementsAre(1, 7, 7, 320));
}

// Keras: Rescaling(1/128, -1) unless there are three channels; ImageNet's mean and deviation for three.
TEST(Networks, EfficientNetPreprocessesInside) {
  const auto first = [](std::int64_t channels) {
    return make_network("efficientnetv2b0",
                        {.height = 32, .width = 32, .channels = channels, .width_multiplier = 0.25});
  };
  const auto colour = first(3);
  EXPECT_EQ(colour.preprocessing().scale[0], 1.0F);
  EXPECT_EQ(colour.preprocessing().offset[0], 0.0F);
  const auto& normalization = std::get<Rescale>(colour.operators()[1].attributes);
  EXPECT_NEAR(normalization.scale[1] * 0.456F + normalization.offset[1], 0.0F, 1e-6);
  for (const std::int64_t channels : {1, 2, 5}) {
    const auto& rescaling = std::get<Rescale>(first(channels).operators()[0].attributes);
    EXPECT_EQ(rescaling.scale[0] * 256.0F + rescaling.offset[0], 1.0F);
    EXPECT_TRUE(std::holds_alternative<Conv2d>(first(channels).operators()[1].attributes));
  }
}

// Keras' VarianceScaling(2, "fan_out", "truncated_normal"): variance 2 / (9 * 64), nothing beyond two deviations of the
// uncut normal; and (1/3, "fan_out", "uniform") for the classifier: limit sqrt(1 / 3).
TEST(Networks, EfficientNetStartsAsKerasStartsIt) {
  const auto graph = make_network("efficientnetv2b0", {.height = 32, .width = 32});
  const auto values = tensor_named(graph, "block2a_expand_conv/kernel").values<float>();
  double squares = 0.0;
  double largest = 0.0;
  for (const float value : values) {
    squares += static_cast<double>(value) * static_cast<double>(value);
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  const double variance = 2.0 / (9.0 * 64.0);
  EXPECT_NEAR(squares / static_cast<double>(values.size()) / variance, 1.0, 0.04);
  EXPECT_LE(largest, 2.0 * std::sqrt(variance) / 0.8796);
  EXPECT_GT(largest, 1.9 * std::sqrt(variance) / 0.8796);
  const auto head = tensor_named(graph, "predictions/kernel").values<float>();
  const double top = static_cast<double>(*std::ranges::max_element(head));
  EXPECT_LE(top, std::sqrt(1.0 / 3.0));
  EXPECT_GT(top, 0.99 * std::sqrt(1.0 / 3.0));
}

TEST(Networks, TakeAnyNumberOfChannels) {
  for (const auto& name : network_names()) {
    const auto size = smallest_size(name);
    for (const std::int64_t channels : {1, 2, 4, 7}) {
      const auto graph =
          make_network(name, {.height = size, .width = size + 1, .channels = channels, .width_multiplier = 0.125});
      graph.validate();
      EXPECT_EQ(graph.tensor(graph.inputs()[0]).shape.back(), channels);
    }
  }
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
    const auto narrow = smallest_size(name);
    const auto small = make_network(name, {.height = 80, .width = 96, .width_multiplier = 0.125});
    const auto wanted = make_network(name, {.height = 160, .width = narrow, .width_multiplier = 0.125});
    const auto resized = with_input_size(small, 160, narrow);
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
  expect_error([] { static_cast<void>(display_name("vgg")); }, ErrorKind::usage,
               {"resnet50v2, densenet169, inceptionv3"});
}

TEST(Networks, RefusesImpossibleOptions) {
  const auto refuse = [](const NetworkOptions& options, const std::string& part) {
    expect_error([&] { static_cast<void>(make_network("resnet50v2", options)); }, ErrorKind::usage, {part});
  };
  refuse({.height = 31}, "height = 31");
  refuse({.width = 5000}, "width = 5000");
  refuse({.channels = 0}, "channels = 0");
  refuse({.channels = 65}, "channels = 65");
  expect_error([] { static_cast<void>(make_network("inceptionv3", {.height = 74, .width = 96})); }, ErrorKind::usage,
               {"inceptionv3", "height = 74", "between 75 and 4096"});
  refuse({.classes = 1}, "classes = 1");
  refuse({.width_multiplier = 0.0}, "width multiplier = 0");
  refuse({.width_multiplier = std::nan("")}, "width multiplier = nan");
}

}  // namespace
}  // namespace wirebench::graph
