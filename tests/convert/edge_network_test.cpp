// What `edge` is for: its integer form fits the memory for weights of an Edge TPU and has only operators, in versions,
// that the compiler of 2021 maps (Coral's list of supported operations; TensorFlow Lite of TensorFlow 2.5).
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "convert/small_networks.hpp"

#include "wirebench/convert/inference_graph.hpp"
#include "wirebench/convert/quantize.hpp"
#include "wirebench/convert/tflite_operators.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::convert {
namespace {

using testing::UnorderedElementsAre;

// Weights do not depend on the image size, so a small one will do.
graph::Graph integer_edge(std::int64_t classes) {
  const graph::Graph network = graph::make_network("edge", {.height = 32, .width = 32, .classes = classes});
  const graph::Graph inference = inference_graph(network, LoneBatchNorm::depthwise);
  const CalibrationImages images{1, [](std::size_t i, std::span<float> values) {
                                   const auto image = test::random_image(values.size(), i, 0.0, 1.0);
                                   std::copy(image.begin(), image.end(), values.begin());
                                 }};
  return quantize(inference, calibrate(inference, images, test::plain_executor()), {}).graph;
}

TEST(EdgeNetwork, FitsTheMemoryForWeights) {
  const graph::Graph integers = integer_edge(3);
  std::size_t bytes = 0;
  for (const graph::Tensor& tensor : integers.tensors()) bytes += tensor.is_constant() ? tensor.data->size() : 0;
  EXPECT_EQ(bytes, 5'640'044U) << "5,625,120 weights of one byte, 3,731 biases of four";
  EXPECT_LT(bytes, 6'000'000U);
}

TEST(EdgeNetwork, HasOnlyOperatorsTheCompilerMaps) {
  const graph::Graph integers = integer_edge(3);
  std::set<std::string> kinds;
  std::map<int, int> newest;  // version a code has at most
  for (const graph::Operator& op : integers.operators()) {
    kinds.insert(std::string{graph::kind_name(op.attributes)});
    const TfliteCode code = tflite_code(integers, op);
    newest[code.code] = std::max(newest[code.code], code.version);
    if (op.inputs.size() < 2) continue;
    // A scale per channel for convolutions; the dense layer has one, since old runtimes read only the first.
    const bool dense = std::holds_alternative<graph::Dense>(op.attributes);
    const bool convolution = std::holds_alternative<graph::Conv2d>(op.attributes);
    if (dense || convolution) {
      EXPECT_EQ(integers.tensor(op.inputs[1]).quantization.per_axis(), convolution) << op.name;
    }
  }
  EXPECT_THAT(kinds, UnorderedElementsAre("quantize", "conv2d", "add", "max_pool2d", "global_average_pool", "dense",
                                          "softmax"));
  // ADD 0, CONV_2D 3, FULLY_CONNECTED 9, MAX_POOL_2D 17, SOFTMAX 25, MEAN 40, QUANTIZE 114 (the ends).
  EXPECT_EQ(newest, (std::map<int, int>{{0, 2}, {3, 3}, {9, 4}, {17, 2}, {25, 2}, {40, 2}, {114, 1}}));
}

}  // namespace
}  // namespace wirebench::convert
