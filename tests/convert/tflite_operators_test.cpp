#include "wirebench/convert/tflite_operators.hpp"

#include <gtest/gtest.h>

#include <map>

#include "convert/small_networks.hpp"

#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/convert/quantize.hpp"
#include "wirebench/convert/reduced_weights.hpp"

namespace wirebench::convert {
namespace {

/// Version of each operator code in a graph; a code with two versions fails.
std::map<int, int> versions(const graph::Graph& graph) {
  std::map<int, int> result;
  for (const graph::Operator& op : graph.operators()) {
    const TfliteCode code = tflite_code(graph, op);
    const auto [entry, is_new] = result.try_emplace(code.code, code.version);
    EXPECT_EQ(entry->second, code.version) << op.name;
  }
  return result;
}

graph::Graph integer_network() {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::depthwise);
  const CalibrationImages images{2, [](std::size_t i, std::span<float> values) {
                                   const auto image = test::random_image(values.size(), i, -1.0, 1.0);
                                   std::copy(image.begin(), image.end(), values.begin());
                                 }};
  return quantize(inference, calibrate(inference, images, test::plain_executor()), {}).graph;
}

// Codes and versions from the tables of TensorFlow Lite's converter (schema numbers; operator versions).
TEST(TfliteOperators, FloatVersions) {
  const graph::Graph graph = inference_graph(test::everything_network(), LoneBatchNorm::multiply_add);
  EXPECT_EQ(versions(graph),
            (std::map<int, int>{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {9, 1}, {17, 1}, {18, 1}, {25, 1}, {34, 1}, {40, 1}}));
}

TEST(TfliteOperators, Int8Versions) {
  EXPECT_EQ(versions(integer_network()),
            (std::map<int, int>{
                {0, 2}, {1, 2}, {2, 2}, {3, 3}, {4, 3}, {9, 4}, {17, 2}, {25, 2}, {34, 2}, {40, 2}, {114, 1}}));
}

TEST(TfliteOperators, LogisticVersions) {
  const graph::Graph real = inference_graph(test::gated_network(), LoneBatchNorm::multiply_add);
  EXPECT_EQ(versions(real).at(14), 1);
  const CalibrationImages images{2, [](std::size_t i, std::span<float> values) {
                                   const auto image = test::random_image(values.size(), i, 0.0, 255.0);
                                   std::copy(image.begin(), image.end(), values.begin());
                                 }};
  const graph::Graph integers = quantize(real, calibrate(real, images, test::plain_executor()), {}).graph;
  for (const graph::Operator& op : integers.operators()) {
    if (!std::holds_alternative<graph::Logistic>(op.attributes)) continue;
    EXPECT_EQ(tflite_code(integers, op).version, 2);
    // Kernels take no other scale.
    EXPECT_EQ(integers.tensor(op.outputs[0]).quantization.scale[0], 1.0F / 256.0F);
    EXPECT_EQ(integers.tensor(op.outputs[0]).quantization.zero_point[0], -128);
  }
  EXPECT_EQ(to_string(oldest_runtime({14, 2})), "1.14.0");
}

TEST(TfliteOperators, Float16AndDynamicVersions) {
  EXPECT_EQ(versions(float16_weights(inference_graph(test::everything_network(), LoneBatchNorm::multiply_add))).at(6),
            3);
  test::SmallNetwork net{{1, 4, 4, 16}};
  const auto conv = net.op("conv", graph::Conv2d{}, {net.input(), net.random_constant({8, 3, 3, 16})});
  const auto mean = net.op("mean", graph::GlobalAveragePool{}, {conv});
  const auto dense = net.op("dense", graph::Dense{}, {mean, net.random_constant({128, 8})});
  const graph::Graph hybrid = dynamic_range(inference_graph(net.finish(dense), LoneBatchNorm::multiply_add));
  const auto found = versions(hybrid);
  EXPECT_EQ(found.at(3), 5);
  EXPECT_EQ(found.at(9), 9);
  EXPECT_EQ(found.at(40), 1);
}

TEST(TfliteOperators, OldestRuntimes) {
  EXPECT_EQ(to_string(oldest_runtime({3, 1})), "1.5.0");
  EXPECT_EQ(to_string(oldest_runtime({3, 3})), "1.14.0");
  EXPECT_EQ(to_string(oldest_runtime({3, 5})), "2.4.0");
  EXPECT_EQ(to_string(oldest_runtime({6, 3})), "1.15.0");
  EXPECT_EQ(to_string(oldest_runtime({9, 9})), "2.3.0");
  EXPECT_LT((RuntimeVersion{1, 15, 0}), (RuntimeVersion{2, 1, 0}));
  EXPECT_LT((RuntimeVersion{2, 3, 0}), (RuntimeVersion{2, 17, 0}));
}

}  // namespace
}  // namespace wirebench::convert
