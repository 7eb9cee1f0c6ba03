#include "wirebench/detector/drift/binomial.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace wirebench::detector {
namespace {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

Moments moments(std::uint64_t trials, double probability, int draws) {
  RandomStream random{7, RandomStage::test, trials};
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < draws; ++i) {
    const auto value = static_cast<double>(binomial(random, trials, probability));
    EXPECT_LE(value, static_cast<double>(trials));
    sum += value;
    squares += value * value;
  }
  const double mean = sum / draws;
  return {mean, squares / draws - mean * mean};
}

TEST(Binomial, HasItsMeanAndVariance) {
  constexpr int draws = 20000;
  for (const auto& [trials, probability] : std::vector<std::pair<std::uint64_t, double>>{
           {1, 0.3}, {10, 0.5}, {40, 0.95}, {1000, 0.01}, {1000, 0.99}, {200, 0.4}, {10000, 0.8}, {60, 0.5}}) {
    const double n = static_cast<double>(trials);
    const double variance = n * probability * (1.0 - probability);
    const Moments found = moments(trials, probability, draws);
    EXPECT_NEAR(found.mean, n * probability, 5.0 * std::sqrt(variance / draws)) << trials << " " << probability;
    // Rounding to whole numbers adds 1/12 where it is a normal number.
    EXPECT_NEAR(found.variance / variance, 1.0, 0.06) << trials << " " << probability;
  }
}

// Three tries at one half: 1/8, 3/8, 3/8, 1/8.
TEST(Binomial, OfThreeTriesByHand) {
  RandomStream random{1, RandomStage::test, 0};
  std::array<int, 4> counts{};
  for (int i = 0; i < 8000; ++i) ++counts.at(binomial(random, 3, 0.5));
  const std::array<double, 4> expected{1000, 3000, 3000, 1000};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(counts[k], expected[k], 5.0 * std::sqrt(expected[k]));
}

TEST(Binomial, IsCertainAtTheEnds) {
  RandomStream random{1, RandomStage::test, 0};
  EXPECT_EQ(binomial(random, 1000, 0.0), 0U);
  EXPECT_EQ(binomial(random, 1000, 1.0), 1000U);
  EXPECT_EQ(binomial(random, 0, 0.5), 0U);
}

}  // namespace
}  // namespace wirebench::detector
