#include "wirebench/convert/reduced_weights.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "convert/small_networks.hpp"
#include "support/plain_executor.hpp"

#include "wirebench/convert/inference_graph.hpp"

namespace wirebench::convert {
namespace {

using testing::ElementsAre;

TEST(DynamicRange, OnlyWeightsOf1024ElementsAreReduced) {
  test::SmallNetwork net{{1, 4, 4, 16}};
  const auto below = net.op("below", graph::Conv2d{}, {net.input(), net.random_constant({15, 1, 4, 16})});  // 960
  const auto mean = net.op("mean", graph::GlobalAveragePool{}, {below});
  const auto dense = net.op("dense", graph::Dense{}, {mean, net.random_constant({69, 15})});  // 1035
  const graph::Graph hybrid = dynamic_range(net.finish(dense));
  const auto& conv = hybrid.operators()[0];
  const auto& last = hybrid.operators()[2];
  EXPECT_EQ(hybrid.tensor(conv.inputs[1]).type, graph::DataType::float32);
  EXPECT_EQ(hybrid.tensor(last.inputs[1]).type, graph::DataType::int8);
  EXPECT_EQ(hybrid.tensor(last.inputs[1]).quantization.scale.size(), 1U);
  EXPECT_EQ(hybrid.tensor(last.outputs[0]).type, graph::DataType::float32);
}

TEST(DynamicRange, ConvolutionsHaveOneScalePerChannel) {
  test::SmallNetwork net{{1, 4, 4, 16}};
  std::vector<float> weights(64 * 16, 0.0F);  // channel 0 all zero
  for (std::size_t i = 16; i < weights.size(); ++i) weights[i] = static_cast<float>(i / 16);
  const auto conv = net.op("conv", graph::Conv2d{}, {net.input(), net.constant({64, 1, 1, 16}, weights)});
  const graph::Graph hybrid = dynamic_range(net.finish(conv));
  const graph::Tensor& reduced = hybrid.tensor(hybrid.operators()[0].inputs[1]);
  ASSERT_EQ(reduced.quantization.scale.size(), 64U);
  EXPECT_FLOAT_EQ(reduced.quantization.scale[5], 5.0F / 127.0F);
  EXPECT_TRUE(std::isnormal(reduced.quantization.scale[0]));
  EXPECT_EQ(reduced.values<std::int8_t>()[0], 0);
  EXPECT_EQ(reduced.values<std::int8_t>()[16], 127);
}

TEST(Float16Weights, EveryConstantGoesThroughDequantize) {
  const graph::Graph inference = inference_graph(test::everything_network(), LoneBatchNorm::multiply_add);
  const graph::Graph half = float16_weights(inference);
  std::size_t constants = 0;
  for (const graph::Tensor& tensor : half.tensors()) {
    if (!tensor.is_constant()) continue;
    ++constants;
    EXPECT_EQ(tensor.type, graph::DataType::float16) << tensor.name;
  }
  EXPECT_EQ(half.operators().size(), inference.operators().size() + constants);
  // Half precision keeps 11 bits; scores lie in 0..1.
  const double difference = test::largest_difference(inference, half);
  EXPECT_LE(difference, 2e-3);
  EXPECT_GT(difference, 0.0);
}

TEST(Float16Weights, SharedConstantIsDequantisedOnce) {
  test::SmallNetwork net{{1, 2, 2, 2}};
  const auto shared = net.random_constant({2});
  const auto product = net.op("product", graph::Multiply{}, {net.input(), shared});
  const graph::Graph half = float16_weights(net.finish(net.op("sum", graph::Add{}, {product, shared})));
  EXPECT_THAT(test::kinds(half), ElementsAre("dequantize", "multiply", "add"));
}

}  // namespace
}  // namespace wirebench::convert
