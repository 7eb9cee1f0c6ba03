#include "wirebench/convert/inference_graph.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "convert/small_networks.hpp"
#include "support/expect_error.hpp"

#include "wirebench/convert/reduced_weights.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::convert {
namespace {

std::size_t count(const graph::Graph& graph, const std::string& kind) {
  const auto kinds = test::kinds(graph);
  return static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), kind));
}

TEST(InferenceGraph, ComputesTheSameFunction) {
  const graph::Graph network = test::everything_network();
  for (const auto form : {LoneBatchNorm::multiply_add, LoneBatchNorm::depthwise}) {
    const graph::Graph inference = inference_graph(network, form);
    EXPECT_EQ(count(inference, "batch_normalization"), 0U);
    EXPECT_EQ(count(inference, "relu"), 0U);
    EXPECT_LE(test::largest_difference(network, inference), 2e-6);
    // A second time changes nothing.
    EXPECT_EQ(test::kinds(inference_graph(inference, form)), test::kinds(inference));
  }
}

// Operator counts of TensorFlow Lite's own converter for these networks.
TEST(InferenceGraph, ResNetHasTheConvertersOperatorCounts) {
  const graph::Graph network = graph::make_network("resnet50v2", {.width_multiplier = 0.125});
  const graph::Graph inference = inference_graph(network, LoneBatchNorm::multiply_add);
  EXPECT_EQ(inference.operators().size(), 115U);
  EXPECT_EQ(count(inference, "conv2d"), 53U);
  EXPECT_EQ(count(inference, "zero_pad2d"), 5U);
  EXPECT_EQ(count(inference, "max_pool2d"), 4U);
  EXPECT_EQ(count(inference, "multiply"), 17U);
  EXPECT_EQ(count(inference, "add"), 33U);
  EXPECT_EQ(inference_graph(network, LoneBatchNorm::depthwise).operators().size(), 115U - 17U);
}

TEST(InferenceGraph, DenseNetHasTheConvertersOperatorCounts) {
  const graph::Graph network = graph::make_network("densenet169", {.width_multiplier = 0.125});
  const graph::Graph inference = inference_graph(network, LoneBatchNorm::multiply_add);
  EXPECT_EQ(inference.operators().size(), 431U);
  EXPECT_EQ(count(inference, "conv2d"), 168U);
  EXPECT_EQ(count(inference, "multiply"), 86U);
  EXPECT_EQ(count(inference, "add"), 86U);
  EXPECT_EQ(count(inference, "concatenation"), 82U);
  EXPECT_EQ(count(inference, "zero_pad2d"), 2U);
}

TEST(InferenceGraph, InceptionHasTheConvertersOperatorCounts) {
  const graph::Graph network = graph::make_network("inceptionv3", {.width_multiplier = 0.125});
  const graph::Graph inference = inference_graph(network, LoneBatchNorm::multiply_add);
  EXPECT_EQ(inference.operators().size(), 125U);
  EXPECT_EQ(count(inference, "conv2d"), 94U);
  EXPECT_EQ(count(inference, "average_pool2d"), 9U);
  EXPECT_EQ(count(inference, "max_pool2d"), 4U);
  EXPECT_EQ(count(inference, "concatenation"), 15U);
}

TEST(InferenceGraph, EfficientNetHasTheConvertersOperatorCounts) {
  // In full width: in narrow ones more blocks keep their number of channels, and get a residual sum.
  const graph::Graph network = graph::make_network("efficientnetv2b0", {.height = 64, .width = 64});
  const graph::Graph inference = inference_graph(network, LoneBatchNorm::multiply_add);
  EXPECT_EQ(count(inference, "conv2d"), 75U);
  EXPECT_EQ(count(inference, "depthwise_conv2d"), 16U);
  EXPECT_EQ(count(inference, "logistic"), 71U);  // 55 swish, 16 gates
  EXPECT_EQ(count(inference, "multiply"), 72U);  // the same, and the pre-processing
  EXPECT_EQ(count(inference, "add"), 16U);
  EXPECT_EQ(count(inference, "global_average_pool"), 17U);
  for (const char* gone : {"reshape", "dropout", "rescale", "swish"}) EXPECT_EQ(count(inference, gone), 0U) << gone;
  // With three channels the pre-processing is one operator of the integer form.
  EXPECT_EQ(count(inference_graph(network, LoneBatchNorm::depthwise), "depthwise_conv2d"), 17U);
}

TEST(InferenceGraph, OfGatedBranchesComputesTheSame) {
  const graph::Graph network = test::gated_network();
  for (const auto form : {LoneBatchNorm::multiply_add, LoneBatchNorm::depthwise}) {
    EXPECT_LE(test::largest_difference(network, inference_graph(network, form)), 5e-6);
  }
}

TEST(InferenceGraph, RefusesReducedModels) {
  const graph::Graph reduced = float16_weights(inference_graph(test::everything_network(), LoneBatchNorm::depthwise));
  test::expect_error([&] { (void)inference_graph(reduced, LoneBatchNorm::depthwise); }, ErrorKind::usage,
                     {"float16", "already reduced"});
}

TEST(InferenceGraph, RefusesWeightsThatAreNotNumbers) {
  test::SmallNetwork net{{1, 2, 2, 1}};
  const auto weights = net.constant({1, 1, 1, 1}, {std::nanf("")});
  const graph::Graph broken = net.finish(net.op("conv", graph::Conv2d{}, {net.input(), weights}));
  test::expect_error([&] { (void)inference_graph(broken, LoneBatchNorm::depthwise); }, ErrorKind::failed,
                     {"constant_0", "NaN"});
}

}  // namespace
}  // namespace wirebench::convert
