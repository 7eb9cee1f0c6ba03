#include "wirebench/train/fake_quantization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/expect_error.hpp"
#include "train/graph_maker.hpp"

#include "wirebench/train/executor.hpp"

namespace wirebench::train {
namespace {

using testing::ElementsAre;
using testing::Pointwise;

constexpr auto k_asymmetric = QuantizationScheme::asymmetric;
constexpr auto k_symmetric = QuantizationScheme::symmetric;

ExecutorOptions wrapped(std::vector<FakeQuantization> wanted) {
  ExecutorOptions options;
  options.threads = 1;
  options.fake_quantization = std::move(wanted);
  return options;
}

FakeQuantization given(graph::TensorId tensor, QuantizationScheme scheme, int bits, std::vector<float> low,
                       std::vector<float> high) {
  FakeQuantization one;
  one.tensor = tensor;
  one.scheme = scheme;
  one.rule = RangeRule::given;
  one.bits = bits;
  one.low = std::move(low);
  one.high = std::move(high);
  return one;
}

std::vector<float> gradient_of(const Executor& executor, const std::string& name) {
  for (const Parameter& parameter : executor.parameters()) {
    if (parameter.name == name) return {parameter.gradient.begin(), parameter.gradient.end()};
  }
  ADD_FAILURE() << "no parameter " << name;
  return {};
}

TEST(QuantizationGrid, IsTheOneOfTheSpecification) {
  // 0 to 255: the scale is 1 and the lowest code stands for 0.
  EXPECT_EQ(quantization_grid(0.0F, 255.0F, k_asymmetric, 8), (QuantizationGrid{1.0F, -128, -128, 127}));
  // -1 to 1.55: scale 0.01, and -128 + 100 = -28 stands for 0.
  const QuantizationGrid signed_range = quantization_grid(-1.0F, 1.55F, k_asymmetric, 8);
  EXPECT_FLOAT_EQ(signed_range.scale, 0.01F);
  EXPECT_EQ(signed_range.zero_point, -28);
  // A range that leaves out 0 is widened to it, from either side.
  EXPECT_EQ(quantization_grid(100.0F, 255.0F, k_asymmetric, 8), (QuantizationGrid{1.0F, -128, -128, 127}));
  EXPECT_EQ(quantization_grid(-255.0F, -100.0F, k_asymmetric, 8), (QuantizationGrid{1.0F, 127, -128, 127}));
  // Symmetric: the last code is the larger end; -128 is not used.
  EXPECT_EQ(quantization_grid(-12.7F, 3.0F, k_symmetric, 8), (QuantizationGrid{0.1F, 0, -127, 127}));
  // Four bits: 16 codes, or 15.
  EXPECT_EQ(quantization_grid(0.0F, 30.0F, k_asymmetric, 4), (QuantizationGrid{2.0F, -8, -8, 7}));
  EXPECT_EQ(quantization_grid(-7.0F, 7.0F, k_symmetric, 4), (QuantizationGrid{1.0F, 0, -7, 7}));
  // Nothing but zero.
  EXPECT_EQ(quantization_grid(0.0F, 0.0F, k_symmetric, 8).scale, 1.0F);
  EXPECT_GT(quantization_grid(0.0F, 0.0F, k_asymmetric, 8).scale, 0.0F);
}

/// Two pixels to one score each by a 1x1 convolution of weight 1 followed by a dense identity.
struct Line {
  test::GraphMaker maker{{1, 1, 2, 1}};
  graph::TensorId weight = maker.constant("w", {1, 1, 1, 1}, {1.0F});
  graph::TensorId activation = maker.op("c", graph::Conv2d{}, {maker.input(), weight});
  graph::TensorId flat = maker.reshape("flat", activation, {1, 2});
  graph::TensorId dense = maker.constant("identity", {2, 2}, {1.0F, 0.0F, 0.0F, 1.0F});
  graph::Graph graph = maker.make(maker.op("d", graph::Dense{}, {flat, dense}));
};

TEST(FakeQuantization, RoundsAnActivationAndPassesTheGradientWhereNothingIsClamped) {
  Line line;
  // Codes -2 to 1 over [-2, 1]: scale 1, zero point 0 (bits 2). 0.4 becomes 0, 1.9 (code 2) is clamped to 1.
  Executor executor{line.graph, wrapped({given(line.activation, k_asymmetric, 2, {-2.0F}, {1.0F})})};
  const std::vector<float> pixels{0.4F, 1.9F};
  EXPECT_THAT(executor.forward_training(pixels, 1), ElementsAre(0.0F, 1.0F));
  executor.backward(std::vector<float>{3.0F, 5.0F});
  // d/dw of w x is x where the gradient passes: 3 * 0.4, and nothing from the clamped pixel.
  EXPECT_THAT(gradient_of(executor, "w"), ElementsAre(testing::FloatEq(1.2F)));
  // The dense layer saw the rounded values: d/d identity[i][j] = g_i * rounded_j.
  EXPECT_THAT(gradient_of(executor, "identity"), ElementsAre(0.0F, 3.0F, 0.0F, 5.0F));
  // Inference rounds the same way.
  EXPECT_THAT(executor.logits(pixels, 1), ElementsAre(0.0F, 1.0F));
  EXPECT_THAT(executor.logits(std::vector<float>{-1.2F, -7.0F}, 1), ElementsAre(-1.0F, -2.0F));
}

TEST(FakeQuantization, WrapsTheInput) {
  Line line;
  Executor executor{line.graph, wrapped({given(line.maker.input(), k_symmetric, 8, {-127.0F}, {127.0F})})};
  EXPECT_THAT(executor.logits(std::vector<float>{1.4F, 200.0F}, 1), ElementsAre(1.0F, 127.0F));
}

TEST(FakeQuantization, RoundsWeightsPerTensorOrPerChannel) {
  // Two outputs of one input: weights 1.27 and 0.1. One scale for both is 0.01; one each 0.01 and 0.1/127.
  test::GraphMaker maker{{1, 1, 1, 1}};
  const auto weights = maker.constant("w", {2, 1, 1, 1}, {1.27F, 0.1049F});
  const auto activation = maker.op("c", graph::Conv2d{}, {maker.input(), weights});
  const graph::Graph graph = maker.make(maker.reshape("flat", activation, {1, 2}));

  FakeQuantization per_tensor;
  per_tensor.tensor = weights;
  per_tensor.scheme = k_symmetric;
  per_tensor.rule = RangeRule::current;
  FakeQuantization per_channel = per_tensor;
  per_channel.axis = 0;

  const std::vector<float> one{1.0F};
  Executor coarse{graph, wrapped({per_tensor})};
  EXPECT_THAT(coarse.logits(one, 1), Pointwise(testing::FloatEq(), {1.27F, 0.10F}));
  EXPECT_THAT(coarse.quantization(0).scale, ElementsAre(testing::FloatEq(0.01F)));
  Executor fine{graph, wrapped({per_channel})};
  EXPECT_THAT(fine.logits(one, 1), Pointwise(testing::FloatEq(), {1.27F, 0.1049F}));
  EXPECT_THAT(fine.quantization(0).scale, ElementsAre(testing::FloatEq(0.01F), testing::FloatEq(0.1049F / 127.0F)));
  EXPECT_EQ(fine.quantization(0).quantized_dimension, 0);

  // Both ends of a range that follows the weights are codes: every gradient passes, also that of the largest weight.
  static_cast<void>(coarse.forward_training(std::vector<float>{2.0F}, 1));
  coarse.backward(std::vector<float>{3.0F, 5.0F});
  EXPECT_THAT(gradient_of(coarse, "w"), ElementsAre(6.0F, 10.0F));
  // The values themselves stay unrounded: steps smaller than the scale add up.
  EXPECT_THAT(coarse.parameters()[0].values, ElementsAre(1.27F, 0.1049F));
}

TEST(FakeQuantization, GivenWeightRangesClampAndStopTheGradient) {
  Line line;
  // Scale 0.01 up to 1.27; the weight 1 grows to 3 and is clamped.
  Executor executor{line.graph, wrapped({given(line.weight, k_symmetric, 8, {-1.27F}, {1.27F})})};
  executor.parameters()[0].values[0] = 3.0F;
  const auto scores = executor.forward_training(std::vector<float>{1.0F, 2.0F}, 1);
  EXPECT_THAT(scores, Pointwise(testing::FloatEq(), {1.27F, 2.54F}));
  executor.backward(std::vector<float>{1.0F, 1.0F});
  EXPECT_THAT(gradient_of(executor, "w"), ElementsAre(0.0F));
}

TEST(FakeQuantization, MovingRangesFollowTheTrainingStepsOnly) {
  Line line;
  FakeQuantization moving;
  moving.tensor = line.activation;
  moving.momentum = 0.75;
  Executor executor{line.graph, wrapped({moving})};
  ASSERT_EQ(executor.quantizer_ranges().size(), 1U);
  const auto range = executor.quantizer_ranges()[0].range;
  // Nothing seen yet: nothing is rounded.
  EXPECT_GT(range[0], range[1]);
  EXPECT_FALSE(executor.quantization(0).quantized());
  EXPECT_THAT(executor.logits(std::vector<float>{0.3F, 0.7F}, 1), ElementsAre(0.3F, 0.7F));

  const auto step = [&](std::vector<float> pixels) {
    static_cast<void>(executor.forward_training(pixels, 1));
    executor.backward(std::vector<float>{0.0F, 0.0F});
  };
  step({0.0F, 255.0F});
  EXPECT_THAT(range, ElementsAre(0.0F, 255.0F));
  EXPECT_THAT(executor.logits(std::vector<float>{0.4F, 1000.0F}, 1), ElementsAre(0.0F, 255.0F));
  EXPECT_THAT(range, ElementsAre(0.0F, 255.0F));  // not moved by inference
  step({-4.0F, 251.0F});                          // 3/4 * 0 - 1/4 * 4; 3/4 * 255 + 1/4 * 251
  EXPECT_THAT(range, ElementsAre(-1.0F, 254.0F));
  EXPECT_THAT(executor.quantization(0).scale, ElementsAre(1.0F));
  EXPECT_THAT(executor.quantization(0).zero_point, ElementsAre(-127));
}

TEST(FakeQuantization, KeepsJoinedStepsApartWhereATensorIsWrapped) {
  // Batch normalisation and ReLU are one step unless the tensor between them is wrapped. Identity statistics, gamma 1,
  // beta 0.3: x = 0.4 gives 0.7, on the grid of ones 1; x = -2 gives -1.7, so -2, and the ReLU makes 0 of it.
  test::GraphMaker maker{{1, 1, 2, 1}};
  const auto normal = maker.op("b", graph::BatchNormalization{.epsilon = 0.0F, .momentum = 0.9F},
                               {maker.input(), maker.constant("gamma", {1}, {1}), maker.constant("beta", {1}, {0.3F}),
                                maker.constant("mean", {1}, {0}), maker.constant("variance", {1}, {1})});
  const graph::Graph graph = maker.make(maker.reshape("flat", maker.op("r", graph::Relu{}, {normal}), {1, 2}));
  const std::vector<float> pixels{0.4F, -2.0F};
  Executor plain{graph, wrapped({})};
  EXPECT_THAT(plain.logits(pixels, 1), Pointwise(testing::FloatEq(), {0.7F, 0.0F}));
  Executor rounded{graph, wrapped({given(normal, k_symmetric, 8, {-127.0F}, {127.0F})})};
  EXPECT_THAT(rounded.logits(pixels, 1), ElementsAre(1.0F, 0.0F));
}

TEST(FakeQuantization, DoesNotReachTheOtherReadersOfASharedBuffer) {
  // Two concatenations in a row share memory. Wrapping the first one's result must round what the second one reads, and
  // leave the second one's own result unrounded.
  test::GraphMaker maker{{1, 1, 1, 1}};
  const auto twice = maker.op("c", graph::Conv2d{}, {maker.input(), maker.constant("w", {1, 1, 1, 1}, {2.0F})});
  const auto pair = maker.op("p", graph::Concatenation{.axis = 3}, {maker.input(), twice});
  const auto triple = maker.op("t", graph::Concatenation{.axis = 3}, {pair, twice});
  const graph::Graph graph = maker.make(maker.reshape("flat", triple, {1, 3}));
  Executor executor{graph, wrapped({given(pair, k_symmetric, 8, {-127.0F}, {127.0F})})};
  EXPECT_THAT(executor.forward_training(std::vector<float>{1.3F}, 1), ElementsAre(1.0F, 3.0F, 2.6F));
  executor.backward(std::vector<float>{1.0F, 10.0F, 100.0F});
  EXPECT_THAT(gradient_of(executor, "w"), ElementsAre(testing::FloatEq(143.0F)));  // 1.3 * (10 + 100)
}

TEST(FakeQuantization, NotANumberStaysVisible) {
  Line line;
  FakeQuantization moving;
  moving.tensor = line.activation;
  Executor executor{line.graph, wrapped({moving})};
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto scores = executor.forward_training(std::vector<float>{nan, 1.0F}, 1);
  EXPECT_TRUE(std::isnan(scores[0]));
}

TEST(FakeQuantization, RefusesWhatCannotBeWrapped) {
  test::GraphMaker maker{{1, 1, 1, 1}};
  const auto gamma = maker.constant("gamma", {1}, {1});
  const auto normal = maker.op("b", graph::BatchNormalization{},
                               {maker.input(), gamma, maker.constant("beta", {1}, {0}),
                                maker.constant("mean", {1}, {0}), maker.constant("variance", {1}, {1})});
  const auto flat = maker.reshape("flat", normal, {1, 1});
  const auto softmax = maker.op("s", graph::Softmax{}, {flat});
  const graph::Graph graph = maker.make(softmax);
  const auto refuse = [&](const FakeQuantization& one, std::initializer_list<std::string> parts, bool twice = false) {
    std::vector<FakeQuantization> wanted{one};
    if (twice) wanted.push_back(one);
    test::expect_error([&] { Executor{graph, wrapped(wanted)}; }, ErrorKind::usage, parts);
  };
  FakeQuantization one;
  one.tensor = gamma;
  refuse(one, {"gamma", "folded into the weights"});
  one.tensor = softmax;
  refuse(one, {"s:0", "softmax"});
  one.tensor = normal;
  refuse(one, {"b:0", "twice"}, true);
  one.axis = 3;
  refuse(one, {"b:0", "an activation has one range"});
  one.axis.reset();
  one.bits = 1;
  refuse(one, {"1 bits"});
  one.bits = 8;
  one.momentum = 1.0;
  refuse(one, {"momentum 1"});
  one.momentum = 0.9;
  one.rule = RangeRule::given;
  refuse(one, {"0 low and 0 high"});
  one.low = {2.0F};
  one.high = {1.0F};
  refuse(one, {"from 2 to 1"});
}

}  // namespace
}  // namespace wirebench::train
