#include "wirebench/measure/bootstrap.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace wirebench::measure {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

TEST(Bootstrap, EveryResampleKeepsTheSizeOfEachStratum) {
  const std::vector<std::uint32_t> strata{7, 7, 7, 1, 1, 9};
  const auto resampled = bootstrap(strata, 3,
                                   [](Multiplicities m, std::span<double> values) {
                                     values[0] = m[0] + m[1] + m[2];
                                     values[1] = m[3] + m[4];
                                     values[2] = m[5];
                                   },
                                   {.resamples = 200, .seed = 3});
  EXPECT_THAT(resampled[0], testing::Each(3.0));
  EXPECT_THAT(resampled[1], testing::Each(2.0));
  EXPECT_THAT(resampled[2], testing::Each(1.0));
}

TEST(Bootstrap, DependsOnTheSeedAlone) {
  const std::vector<std::uint32_t> strata(50, 0);
  const auto first_event = [](Multiplicities m, std::span<double> values) { values[0] = m[0]; };
  const auto of_seed = [&](std::uint64_t seed, std::uint32_t resamples) {
    return bootstrap(strata, 1, first_event, {.resamples = resamples, .seed = seed}).front();
  };
  EXPECT_EQ(of_seed(5, 300), of_seed(5, 300));
  EXPECT_NE(of_seed(5, 300), of_seed(6, 300));
  // More of them go on from the same ones.
  auto longer = of_seed(5, 400);
  longer.resize(300);
  EXPECT_EQ(longer, of_seed(5, 300));
}

TEST(Bootstrap, IntervalOfAMeanOfTwoProportionsIsSciPys) {
  // 60 of 100 right in one class, 90 of 100 in the other. scipy.stats.bootstrap 1.17.1, method "percentile", 99,999
  // resamples of both samples: [0.695, 0.805].
  std::vector<std::uint32_t> strata(200, 0);
  std::fill(strata.begin() + 100, strata.end(), 1U);
  const auto balanced = [](Multiplicities m, std::span<double> values) {
    const double first = std::accumulate(m.begin(), m.begin() + 60, 0.0);
    const double second = std::accumulate(m.begin() + 100, m.begin() + 190, 0.0);
    values[0] = (first / 100 + second / 100) / 2;
  };
  const auto resampled = bootstrap(strata, 1, balanced, {.resamples = 4000, .seed = 1}).front();
  const Estimate e = percentile_interval(0.75, resampled);
  EXPECT_EQ(e.value, 0.75);
  EXPECT_NEAR(e.low, 0.695, 0.0051);
  EXPECT_NEAR(e.high, 0.805, 0.0051);
}

TEST(PercentileInterval, IsBetweenQuantilesAndLeavesOutWhatIsNotDefined) {
  std::vector<double> values(1001);
  std::iota(values.begin(), values.end(), 0.0);  // 0 to 1000
  Estimate e = percentile_interval(400.0, values);
  EXPECT_DOUBLE_EQ(e.low, 25.0);
  EXPECT_DOUBLE_EQ(e.high, 975.0);
  values.insert(values.begin() + 3, 500, k_nan);
  e = percentile_interval(400.0, values);
  EXPECT_DOUBLE_EQ(e.low, 25.0);
  EXPECT_DOUBLE_EQ(e.high, 975.0);
  values.insert(values.begin(), 600, k_nan);  // now more than half
  e = percentile_interval(400.0, values);
  EXPECT_EQ(e.value, 400.0);
  EXPECT_TRUE(std::isnan(e.low) && std::isnan(e.high));
  EXPECT_TRUE(std::isnan(percentile_interval(k_nan, std::vector{1.0, 2.0}).low));
}

TEST(ReflectedInterval, MirrorsTheQuantilesAtTheValue) {
  std::vector<double> values(1001);
  std::iota(values.begin(), values.end(), 0.0);
  const Estimate e = reflected_interval(500.0, values, 0.0);
  EXPECT_DOUBLE_EQ(e.low, 25.0);
  EXPECT_DOUBLE_EQ(e.high, 975.0);
  // Resamples that all lie above the value push the interval below it, down to the least.
  const Estimate biased = reflected_interval(400.0, values, 0.0);
  EXPECT_DOUBLE_EQ(biased.low, 0.0);  // 800 - 975 is cut
  EXPECT_DOUBLE_EQ(biased.high, 775.0);
}

}  // namespace
}  // namespace wirebench::measure
