#include "wirebench/train/loss.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wirebench::train {
namespace {

TEST(CrossEntropy, OfProbabilitiesOneQuarterAndThreeQuarters) {
  const std::vector<float> logits{0.0F, std::log(3.0F), 0.0F, std::log(3.0F)};
  const BatchLoss loss = cross_entropy(logits, std::vector<std::int64_t>{0, 1}, 2, 0.0);
  EXPECT_NEAR(loss.loss_sum, 1.3862944 + 0.2876821, 1e-6);  // ln 4, ln 4/3
  EXPECT_EQ(loss.correct, 1U);
  const std::vector<float> expected{-0.375F, 0.375F, 0.125F, -0.125F};  // (p - target) / 2 images
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(loss.gradient[i], expected[i], 1e-7);
}

TEST(CrossEntropy, SmoothedTargets) {
  // Smoothing 0.2 of two classes: targets 0.9 and 0.1 at probabilities 1/2.
  const BatchLoss loss = cross_entropy(std::vector<float>{5.0F, 5.0F}, std::vector<std::int64_t>{0}, 2, 0.2);
  EXPECT_NEAR(loss.loss_sum, 0.6931472, 1e-6);
  EXPECT_NEAR(loss.gradient[0], -0.4, 1e-7);
  EXPECT_NEAR(loss.gradient[1], 0.4, 1e-7);
}

TEST(CrossEntropy, ClassWeightsMultiplyTheLossOfTheirImages) {
  // Both images at probabilities 1/4 and 3/4, labels 0 and 1, weights 2 and 0.5: 2 ln 4 + 0.5 ln 4/3; gradients
  // weight (p - target) / 2 images.
  const std::vector<float> logits{0.0F, std::log(3.0F), 0.0F, std::log(3.0F)};
  const std::vector<double> weights{2.0, 0.5};
  const BatchLoss loss = cross_entropy(logits, std::vector<std::int64_t>{0, 1}, 2, 0.0, weights);
  EXPECT_NEAR(loss.loss_sum, 2.7725887 + 0.1438410, 1e-6);
  EXPECT_EQ(loss.correct, 1U);
  const std::vector<float> expected{-0.75F, 0.75F, 0.0625F, -0.0625F};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(loss.gradient[i], expected[i], 1e-7);
}

TEST(ClassWeights, BalancedAreThoseOfScikitLearn) {
  // compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*60 + [1]*30 + [2]*10) of scikit-learn 1.5.
  const std::vector<double> weights = balanced_class_weights(std::vector<std::uint64_t>{60, 30, 10});
  ASSERT_EQ(weights.size(), 3U);
  EXPECT_NEAR(weights[0], 0.5555555556, 1e-9);
  EXPECT_NEAR(weights[1], 1.1111111111, 1e-9);
  EXPECT_NEAR(weights[2], 3.3333333333, 1e-9);
}

TEST(CrossEntropy, SurvivesLargeLogitsAndShowsNotANumber) {
  EXPECT_NEAR(cross_entropy(std::vector<float>{1e4F, -1e4F}, std::vector<std::int64_t>{1}, 2, 0.0).loss_sum, 2e4, 1e-6);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(std::isfinite(cross_entropy(std::vector<float>{0, nan}, std::vector<std::int64_t>{0}, 2, 0.0).loss_sum));
  EXPECT_FALSE(std::isfinite(cross_entropy(std::vector<float>{nan, 0}, std::vector<std::int64_t>{0}, 2, 0.0).loss_sum));
}

}  // namespace
}  // namespace wirebench::train
