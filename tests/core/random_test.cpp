#include "wirebench/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace wirebench {
namespace {

TEST(Random, StreamIsPhilox) {
  // Random123's kat_vectors, philox4x32 10 rounds, all-zero counter and key: the seed that makes the key zero.
  constexpr std::uint64_t seed = std::uint64_t{0x9e3779b9U * 1000U} << 32U;
  RandomStream random{seed, RandomStage::test, 0};
  for (const std::uint32_t expected : {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}) {
    EXPECT_EQ(random(), expected);
  }
}

TEST(Random, SameKeySameStream) {
  RandomStream a{7, RandomStage::test, 11};
  RandomStream b{7, RandomStage::test, 11};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a(), b());
}

TEST(Random, SeedStageAndEventEachChangeTheStream) {
  std::set<std::uint32_t> first;
  for (std::uint64_t seed : {1U, 2U}) {
    for (RandomStage stage : {RandomStage::generator, RandomStage::transport}) {
      for (std::uint64_t event : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32U}) {
        first.insert(RandomStream{seed, stage, event}());
      }
    }
  }
  EXPECT_EQ(first.size(), 12U);
}

TEST(Random, UniformMomentsWithinFiveSigma) {
  RandomStream random{1, RandomStage::test, 0};
  constexpr int n = 100000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    ASSERT_TRUE(u >= 0.0 && u < 1.0);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / n, 0.5, 5.0 * std::sqrt(1.0 / 12.0 / n));
  EXPECT_NEAR(squares / n, 1.0 / 3.0, 5.0 * std::sqrt(4.0 / 45.0 / n));
}

TEST(Random, NormalMomentsWithinFiveSigma) {
  RandomStream random{2, RandomStage::test, 0};
  constexpr int n = 100000;
  double sum = 0.0;
  double squares = 0.0;
  double fourth = 0.0;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  EXPECT_NEAR(sum / n, 0.0, 5.0 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1.0, 5.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(fourth / n, 3.0, 5.0 * std::sqrt(96.0 / n));
}

TEST(Random, ExponentialMean) {
  RandomStream random{3, RandomStage::test, 0};
  constexpr int n = 100000;
  double sum = 0.0;
  for (int i = 0; i < n; ++i) sum += random.exponential(2.5);
  EXPECT_NEAR(sum / n, 2.5, 5.0 * 2.5 / std::sqrt(n));
}

TEST(Random, BelowIsUnbiased) {
  RandomStream random{4, RandomStage::test, 0};
  constexpr int n = 70000;
  std::array<int, 7> counts{};
  for (int i = 0; i < n; ++i) ++counts.at(random.below(7));
  for (const int count : counts) EXPECT_NEAR(count, n / 7.0, 5.0 * std::sqrt(n / 7.0));
}

}  // namespace
}  // namespace wirebench
