#include "wirebench/graph/keras_layout.hpp"

#include <gmock/gmock.h>

#include <array>

#include "graph/oracle_network.hpp"
#include "graph/reference_executor.hpp"
#include "support/expect_error.hpp"

#include "wirebench/core/json.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {
namespace {

using test::expect_error;
using testing::ElementsAre;

/// What Keras 3.15 says about the same networks (tests/data/graph/make_keras_oracle.py).
const Json& keras_oracle() {
  static const Json json = read_json("tests/data/graph/keras_oracle.json");
  return json;
}

class KerasNetworks : public testing::TestWithParam<std::string> {
 protected:
  const Json& keras() const { return keras_oracle().at(GetParam()); }
};

TEST_P(KerasNetworks, HaveKerasParameterCount) {
  EXPECT_EQ(parameter_count(make_network(GetParam(), {})), keras().at("parameters").get<std::int64_t>());
}

TEST_P(KerasNetworks, HaveKerasLayersInKerasOrder) {
  const auto size = smallest_size(GetParam());
  const auto layers = keras_layers(make_network(GetParam(), {.height = size, .width = size}));
  const auto& wanted = keras().at("layers");
  ASSERT_EQ(layers.size(), wanted.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto name = wanted[i][1].get<std::string>();
    EXPECT_EQ(layers[i].class_name, wanted[i][0].get<std::string>()) << name;
    // Layers Keras leaves unnamed get a counter there and a name of their own here.
    const bool unnamed =
        name.starts_with("input_layer") || name.starts_with("max_pooling2d") || name.starts_with("zero_padding2d");
    if (!unnamed) {
      EXPECT_EQ(layers[i].name, name);
    }
  }
}

TEST_P(KerasNetworks, HaveTheVariablesOfAKerasFile) {
  const auto size = smallest_size(GetParam());
  const auto graph = make_network(GetParam(), {.height = size, .width = size});
  std::size_t with_weights = 0;
  for (const auto& layer : keras_layers(graph)) {
    if (layer.weights.empty()) continue;
    ++with_weights;
    std::vector<Shape> shapes;
    for (const auto id : layer.weights) shapes.push_back(keras_shape(graph, graph.op(layer.op), id));
    EXPECT_EQ(shapes, keras().at("saved_shapes").at(layer.group).get<std::vector<Shape>>()) << layer.group;
  }
  EXPECT_EQ(with_weights, keras().at("saved_shapes").size());
}

// Keras loaded these weights from a file written by save_network() and computed in float32; here the plain loops
// compute in float64. Differences are the rounding of a hundred layers.
TEST_P(KerasNetworks, ComputeWhatKerasComputes) {
  const auto graph = test::oracle_network(GetParam());
  const auto& preprocessing = graph.preprocessing();
  auto image = test::oracle_pixels(test::oracle_size(GetParam()));
  for (std::size_t i = 0; i < image.size(); ++i) {
    image[i] = image[i] * preprocessing.scale[i % 3] + preprocessing.offset[i % 3];
  }
  const auto start = keras().at("image_start").get<std::vector<double>>();
  for (std::size_t i = 0; i < start.size(); ++i) EXPECT_NEAR(image[i], start[i], 1e-6) << "preprocessing";

  const auto first = test::run_reference(graph, image, keras().at("first_layer").get<std::string>());
  const auto conv = keras().at("first_10_20").get<std::vector<double>>();
  const auto columns = keras().at("first_columns").get<std::size_t>();
  for (std::size_t c = 0; c < conv.size(); ++c) {
    EXPECT_NEAR(first[(10 * columns + 20) * conv.size() + c], conv[c], 1e-5);
  }
  const auto features = test::run_reference(graph, image, "avg_pool");
  const auto pooled = keras().at("avg_pool").get<std::vector<double>>();
  ASSERT_EQ(pooled.size(), 64U);
  for (std::size_t c = 0; c < pooled.size(); ++c) EXPECT_NEAR(features[c], pooled[c], 2e-5) << c;
  const auto scores = test::run_reference(graph, image);
  const auto wanted = keras().at("scores").get<std::vector<double>>();
  ASSERT_EQ(scores.size(), wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k) EXPECT_NEAR(scores[k], wanted[k], 1e-5);
}

INSTANTIATE_TEST_SUITE_P(KerasLayout, KerasNetworks,
                         testing::Values("resnet50v2", "densenet169", "inceptionv3", "efficientnetv2b0"),
                         [](const auto& test) { return test.param; });

/// input -> operator with one constant.
struct OneKernel {
  Graph graph{"one"};
  TensorId kernel;

  OneKernel(const Attributes& attributes, Shape src, Shape shape, Shape out) {
    std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
    const auto input = graph.add_tensor({.name = "x", .shape = std::move(src), .quantization = {}, .data = nullptr});
    kernel = graph.add_tensor(
        {.name = "k", .shape = std::move(shape), .quantization = {}, .data = make_constant<float>(values)});
    const auto output = graph.add_tensor({.name = "y", .shape = std::move(out), .quantization = {}, .data = nullptr});
    graph.add_operator({.name = "op", .attributes = attributes, .inputs = {input, kernel}, .outputs = {output}});
    graph.set_inputs({input});
    graph.set_outputs({output});
  }
};

TEST(KerasLayout, ConvolutionKernelsAreHwio) {
  // [O,KH,KW,C] = [2,1,2,3]: element (o,0,x,c) is 6 o + 3 x + c. Keras wants (0,x,c,o).
  const OneKernel net{Conv2d{}, {1, 4, 4, 3}, {2, 1, 2, 3}, {1, 4, 3, 2}};
  net.graph.validate();
  const auto& op = net.graph.operators()[0];
  EXPECT_THAT(keras_shape(net.graph, op, net.kernel), ElementsAre(1, 2, 3, 2));
  const auto values = to_keras(net.graph, op, net.kernel);
  EXPECT_THAT(values, ElementsAre(0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11));
  EXPECT_THAT(from_keras(net.graph, op, net.kernel, values), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST(KerasLayout, DenseKernelsAreInOut) {
  const OneKernel net{Dense{}, {1, 3}, {2, 3}, {1, 2}};
  const auto& op = net.graph.operators()[0];
  EXPECT_THAT(keras_shape(net.graph, op, net.kernel), ElementsAre(3, 2));
  EXPECT_THAT(to_keras(net.graph, op, net.kernel), ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST(KerasLayout, DepthwiseKernelsKeepTheirOrder) {
  // TensorFlow Lite's [1,H,W,C*m] counts the multiplier fastest, as Keras' [H,W,C,m] does.
  const OneKernel net{DepthwiseConv2d{.multiplier = 2}, {1, 4, 4, 3}, {1, 1, 1, 6}, {1, 4, 4, 6}};
  const auto& op = net.graph.operators()[0];
  EXPECT_THAT(keras_shape(net.graph, op, net.kernel), ElementsAre(1, 1, 3, 2));
  EXPECT_THAT(to_keras(net.graph, op, net.kernel), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(KerasLayout, RefusesOperatorsThatAreNoLayers) {
  Graph graph{"converted"};
  const auto input = graph.add_tensor({.name = "x", .shape = {1, 3}, .quantization = {}, .data = nullptr});
  const auto output = graph.add_tensor({.name = "y", .shape = {1, 3}, .quantization = {}, .data = nullptr});
  graph.add_operator({.name = "cast", .attributes = Dequantize{}, .inputs = {input}, .outputs = {output}});
  graph.set_inputs({input});
  graph.set_outputs({output});
  expect_error([&] { static_cast<void>(keras_layers(graph)); }, ErrorKind::failed,
               {"converted", "'cast'", "dequantize is no Keras layer"});
}

}  // namespace
}  // namespace wirebench::graph
