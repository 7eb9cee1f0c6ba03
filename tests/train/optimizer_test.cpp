// The rules themselves are compared with Keras in keras_parity_test.cpp.
#include "wirebench/train/optimizer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "wirebench/core/random.hpp"
#include "wirebench/train/parallel.hpp"

namespace wirebench::train {
namespace {

TEST(Optimizer, SgdWithMomentumByHand) {
  OptimizerOptions options;
  options.kind = OptimizerKind::sgd;
  options.momentum = 0.5;
  const std::vector<std::size_t> sizes{1};
  Optimizer optimizer{options, sizes};
  std::vector<float> w{1};
  const std::vector<float> g{2};
  optimizer.begin_step();
  optimizer.update(0, w, g, 0.25, 1.0, Optimizer::Decay::no);  // v = -0.5
  EXPECT_EQ(w[0], 0.5F);
  optimizer.begin_step();
  optimizer.update(0, w, g, 0.25, 0.5, Optimizer::Decay::no);  // v = -0.25 - 0.25, gradient halved
  EXPECT_EQ(w[0], 0.0F);
}

TEST(Optimizer, FirstAdamStepHasTheSizeOfTheRate) {
  const std::vector<std::size_t> sizes{2};
  OptimizerOptions options;
  options.kind = OptimizerKind::adam;
  Optimizer optimizer{options, sizes};
  std::vector<float> w{1, 1};
  optimizer.begin_step();
  optimizer.update(0, w, std::vector<float>{1e-2F, -300.0F}, 0.125, 1.0, Optimizer::Decay::no);
  EXPECT_NEAR(w[0], 0.875, 1e-4);
  EXPECT_NEAR(w[1], 1.125, 1e-4);
}

TEST(Optimizer, DecayShrinksOnlyWhatDecays) {
  OptimizerOptions options;
  options.weight_decay = 0.5;
  const std::vector<std::size_t> sizes{1, 1};
  Optimizer optimizer{options, sizes};
  std::vector<float> kernel{4}, bias{4};
  const std::vector<float> zero{0};
  optimizer.begin_step();
  optimizer.update(0, kernel, zero, 0.5, 1.0, Optimizer::Decay::yes);
  optimizer.update(1, bias, zero, 0.5, 1.0, Optimizer::Decay::no);
  EXPECT_EQ(kernel[0], 3.0F);
  EXPECT_EQ(bias[0], 4.0F);
}

TEST(Optimizer, AnyNumberOfThreadsGivesTheSameBits) {
  const std::vector<std::size_t> sizes{300'001};
  RandomStream stream{1, RandomStage::test, 9};
  std::vector<float> start(sizes[0]), g(sizes[0]);
  for (float& x : start) x = static_cast<float>(stream.normal());
  for (float& x : g) x = static_cast<float>(stream.normal());
  const auto run = [&](unsigned threads) {
    use_threads(threads);
    Optimizer optimizer{OptimizerOptions{}, sizes};
    std::vector<float> w = start;
    const std::span<const float> gradient{g};
    const double norm = gradient_norm(std::span{&gradient, 1});
    for (int step = 0; step < 2; ++step) {
      optimizer.begin_step();
      optimizer.update(0, w, g, 0.01, 1.0 / norm, Optimizer::Decay::yes);
    }
    return std::pair{w, norm};
  };
  const auto one = run(1);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(3));
}

TEST(GradientNorm, OfThreeFourTwelve) {
  const std::vector<float> a{3, 4}, b{12};
  const std::vector<std::span<const float>> both{a, b};
  EXPECT_DOUBLE_EQ(gradient_norm(both), 13.0);
  const std::vector<float> bad{std::numeric_limits<float>::infinity()};
  const std::vector<std::span<const float>> broken{a, bad};
  EXPECT_FALSE(std::isfinite(gradient_norm(broken)));
}

}  // namespace
}  // namespace wirebench::train
