#include "wirebench/measure/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

RawSamples noisy(double milliseconds, double noise, std::uint64_t stream, std::uint32_t rounds = 40) {
  RandomStream random{17, RandomStage::test, stream};
  RawSamples raw;
  raw.ending = Ending::complete;
  for (std::uint32_t round = 1; round <= rounds; ++round) {
    for (int i = 0; i < 5; ++i) {
      const double ms = milliseconds * std::exp(noise * random.normal());
      raw.samples.push_back({round, 0, SampleKind::timed, Nanoseconds{static_cast<std::int64_t>(ms * 1e6)}});
    }
  }
  return raw;
}

TEST(Judge, EveryVerdict) {
  EXPECT_EQ(judge({1.0, 0.99, 1.01}, 0.02), Verdict::same);
  EXPECT_EQ(judge({0.995, 0.994, 0.996}, 0.02), Verdict::same);  // real but too small to matter
  EXPECT_EQ(judge({0.5, 0.4, 0.6}, 0.02), Verdict::faster);
  EXPECT_EQ(judge({0.97, 0.95, 0.99}, 0.02), Verdict::faster);
  EXPECT_EQ(judge({2.0, 1.5, 2.5}, 0.02), Verdict::slower);
  EXPECT_EQ(judge({0.9, 0.7, 1.05}, 0.02), Verdict::ambiguous);
  EXPECT_EQ(judge({1.0, 0.97, 1.03}, 0.02), Verdict::ambiguous);
}

TEST(Judge, WhatIsNotANumberIsNeverAClaim) {
  EXPECT_EQ(judge({k_nan, k_nan, k_nan}, 0.02), Verdict::ambiguous);
  EXPECT_EQ(judge({0.5, k_nan, 0.6}, 0.02), Verdict::ambiguous);
  EXPECT_EQ(judge({0.5, 0.4, k_nan}, 0.02), Verdict::ambiguous);
  EXPECT_EQ(judge({2.0, 1.5, k_infinity}, 0.02), Verdict::ambiguous);
}

TEST(Compare, FindsAFactorOfTwoBothWays) {
  const RawSamples fast = noisy(5, 0.1, 1);
  const RawSamples slow = noisy(10, 0.1, 2);
  const Comparison down = compare(fast, slow, {});
  EXPECT_EQ(down.verdict, Verdict::faster);
  EXPECT_NEAR(down.ratio.value, 0.5, 0.03);
  EXPECT_LT(down.ratio.low, down.ratio.value);
  EXPECT_GT(down.ratio.high, down.ratio.value);
  EXPECT_EQ(compare(slow, fast, {}).verdict, Verdict::slower);
}

TEST(Compare, NoiseMakesASmallDifferenceAmbiguous) {
  EXPECT_EQ(compare(noisy(10, 0.8, 3), noisy(10.5, 0.8, 4), {}).verdict, Verdict::ambiguous);
}

TEST(Compare, CommonDriftOfTheMachineCancels) {
  // Both systems become three times slower half way: rounds are drawn together, so the ratio stays sharp.
  RawSamples a = noisy(10, 0.005, 5);
  RawSamples b = noisy(10, 0.005, 6);
  for (auto* raw : {&a, &b}) {
    for (Sample& s : raw->samples) {
      if (s.round > 22) s.duration *= 3;
    }
  }
  EXPECT_EQ(compare(a, b, {}).verdict, Verdict::same);
}

TEST(Compare, SameSeedSameAnswer) {
  const RawSamples a = noisy(10, 0.2, 7);
  const RawSamples b = noisy(11, 0.2, 8);
  const Comparison once = compare(a, b, {.seed = 4});
  const Comparison again = compare(a, b, {.seed = 4});
  EXPECT_EQ(once.ratio.low, again.ratio.low);
  EXPECT_EQ(once.ratio.high, again.ratio.high);
  EXPECT_NE(once.ratio.low, compare(a, b, {.seed = 5}).ratio.low);
}

TEST(Compare, TooFewOrZeroIsAmbiguous) {
  RawSamples few = noisy(10, 0.1, 9);
  few.samples.resize(4);
  EXPECT_EQ(compare(few, noisy(1, 0.1, 1), {}).verdict, Verdict::ambiguous);
  EXPECT_TRUE(std::isnan(compare(few, noisy(1, 0.1, 1), {}).ratio.value));
  EXPECT_EQ(compare(noisy(1, 0.1, 1), RawSamples{}, {}).verdict, Verdict::ambiguous);
  EXPECT_EQ(compare(noisy(1, 0.1, 1), noisy(0, 0.1, 1), {}).verdict, Verdict::ambiguous);
}

}  // namespace
}  // namespace wirebench::measure
