#include "wirebench/convert/quant_params.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::convert {
namespace {

TEST(ActivationParams, HandWorkedRanges) {
  // 0..255 in steps of one.
  EXPECT_EQ(activation_params({0.0F, 255.0F}), (graph::QuantParams{{1.0F}, {-128}, 0}));
  // -1..4.1: step 0.02; -1 lies 50 steps below zero, so zero is code -78.
  const auto asymmetric = activation_params({-1.0F, 4.1F});
  EXPECT_FLOAT_EQ(asymmetric.scale[0], 0.02F);
  EXPECT_EQ(asymmetric.zero_point[0], -78);
}

TEST(ActivationParams, RangeIsWidenedToHoldZero) {
  EXPECT_EQ(activation_params({51.0F, 255.0F}), (graph::QuantParams{{1.0F}, {-128}, 0}));
  EXPECT_EQ(activation_params({-255.0F, -51.0F}), (graph::QuantParams{{1.0F}, {127}, 0}));
}

TEST(ActivationParams, DegenerateRangeGetsANormalScale) {
  const auto params = activation_params({0.0F, 0.0F});
  EXPECT_TRUE(std::isnormal(params.scale[0]));
  EXPECT_NEAR(params.scale[0], 2e-6 / 255.0, 1e-12);
  EXPECT_GE(params.zero_point[0], -128);
  EXPECT_LE(params.zero_point[0], 127);
}

TEST(WeightScales, PerChannelAndPerTensor) {
  const std::vector<float> weights{1.27F, -0.5F, 0.25F, -2.54F, 0.0F, 0.0F};
  EXPECT_EQ(weight_scales(weights, {3, 1, 1, 2}, ChannelAxis::first),
            (std::vector<float>{1.27F / 127.0F, 2.54F / 127.0F, 0.0F}));
  EXPECT_EQ(weight_scales(weights, {1, 3, 1, 2}, ChannelAxis::last),
            (std::vector<float>{1.27F / 127.0F, 2.54F / 127.0F}));
  EXPECT_EQ(weight_scales(weights, {3, 2}, ChannelAxis::none), (std::vector<float>{2.54F / 127.0F}));
}

TEST(QuantizeWeights, RoundsHalvesAwayFromZero) {
  // Scale 1/4: 0.125 is half a step.
  const std::vector<float> weights{0.125F, -0.125F, 0.375F, -31.75F};
  const auto quantized = quantize_weights(weights, {1, 1, 1, 4}, ChannelAxis::first, {0.25F});
  EXPECT_EQ(quantized.codes, (std::vector<std::int8_t>{1, -1, 2, -127}));
  EXPECT_EQ(quantized.params.quantized_dimension, 0);
}

TEST(QuantizeWeights, OneWeightPerChannelIsExactly127) {
  const std::vector<float> weights{0.3F, -7.77F, 1e-3F};
  auto scales = weight_scales(weights, {1, 1, 1, 3}, ChannelAxis::last);
  const auto quantized = quantize_weights(weights, {1, 1, 1, 3}, ChannelAxis::last, scales);
  EXPECT_EQ(quantized.codes, (std::vector<std::int8_t>{127, -127, 127}));
  EXPECT_EQ(quantized.params.quantized_dimension, 3);
  EXPECT_EQ(quantized.params.zero_point, (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(QuantizeValue, ClampsToTheCodes) {
  EXPECT_EQ(quantize_value(1000.0, 1.0, -128, -128, 127), 127);
  EXPECT_EQ(quantize_value(-1000.0, 1.0, -128, -128, 127), -128);
  EXPECT_EQ(quantize_value(2.5, 1.0, 0, -128, 127), 3);
  EXPECT_EQ(quantize_value(-2.5, 1.0, 0, -128, 127), -3);
}

}  // namespace
}  // namespace wirebench::convert
