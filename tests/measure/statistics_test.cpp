#include "wirebench/measure/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

std::vector<double> one_to(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

void expect_all_nan(const Estimate& e) {
  EXPECT_TRUE(std::isnan(e.value));
  EXPECT_TRUE(std::isnan(e.low));
  EXPECT_TRUE(std::isnan(e.high));
}

TEST(StandardDeviation, ClosedForm) {
  // 1..n: the sum of squares about the mean is n (n^2 - 1) / 12, so with n - 1 below, the variance is n (n + 1) / 12:
  // for n = 8 it is 6 (with n below it would be 5.25).
  EXPECT_DOUBLE_EQ(standard_deviation(one_to(8)), std::sqrt(6.0));
  EXPECT_TRUE(std::isnan(standard_deviation(std::vector<double>{3.0})));
}

TEST(Quantile, NumPyValues) {
  const std::vector<double> x{3.1, 2.7, 9.4, 1.2, 5.5, 4.8, 7.7};  // numpy.quantile(x, p)
  EXPECT_DOUBLE_EQ(quantile(x, 0), 1.2);
  EXPECT_DOUBLE_EQ(quantile(x, 0.1), 2.1);
  EXPECT_DOUBLE_EQ(quantile(x, 0.5), 4.8);
  EXPECT_NEAR(quantile(x, 0.9), 8.38, 1e-12);
  EXPECT_NEAR(quantile(x, 0.99), 9.298, 1e-12);
  EXPECT_DOUBLE_EQ(quantile(x, 1), 9.4);
}

TEST(Quantile, EvenCountTakesTheMiddle) {
  EXPECT_DOUBLE_EQ(quantile(std::vector<double>{4, 1, 3, 2}, 0.5), 2.5);
}

TEST(QuantileEstimate, RanksOfPrintedTablesOfTheSignTest) {
  // Ranks of the 95 % interval of the median: n = 10: 2 and 9; n = 100: 40 and 61 (Conover, table A3; scipy agrees).
  // Samples 1..n, so that values are ranks.
  const Estimate ten = quantile_estimate(one_to(10), 0.5);
  EXPECT_EQ(ten.low, 2);
  EXPECT_EQ(ten.high, 9);
  EXPECT_DOUBLE_EQ(ten.value, 5.5);
  const Estimate hundred = quantile_estimate(one_to(100), 0.5);
  EXPECT_EQ(hundred.low, 40);
  EXPECT_EQ(hundred.high, 61);
  const Estimate p90 = quantile_estimate(one_to(1000), 0.9);
  EXPECT_EQ(p90.low, 881);
  EXPECT_EQ(p90.high, 919);
  const Estimate p99 = quantile_estimate(one_to(1000), 0.99);
  EXPECT_EQ(p99.low, 983);
  EXPECT_EQ(p99.high, 997);
}

TEST(QuantileEstimate, SaysWhenThereAreTooFewSamples) {
  // Five samples: the extremes hold the median with 1 - 2/32 = 93.75 % only; six with 96.9 %.
  const Estimate five = quantile_estimate(one_to(5), 0.5);
  EXPECT_EQ(five.low, -k_infinity);
  EXPECT_EQ(five.high, k_infinity);
  const Estimate six = quantile_estimate(one_to(6), 0.5);
  EXPECT_EQ(six.low, 1);
  EXPECT_EQ(six.high, 6);
  // 1 - 0.99^n reaches 97.5 % at n = 368.
  EXPECT_EQ(quantile_estimate(one_to(367), 0.99).high, k_infinity);
  EXPECT_EQ(quantile_estimate(one_to(368), 0.99).high, 368);
  const Estimate one = quantile_estimate(std::vector<double>{7.0}, 0.5);
  EXPECT_EQ(one.value, 7.0);
  EXPECT_EQ(one.low, -k_infinity);
}

TEST(QuantileEstimate, NanNeverGivesANumber) {
  expect_all_nan(quantile_estimate(std::vector<double>{1, 2, k_nan, 4, 5, 6, 7}, 0.5));
  EXPECT_TRUE(std::isnan(quantile(std::vector<double>{k_nan, 1.0}, 0.0)));
}

TEST(QuantileEstimate, CoversTheTrueMedianOfASkewedDistribution) {
  // Exponential with mean 1: the median is ln 2. 400 sets of 40: coverage is at least 95 % (96.2 % exactly for these
  // ranks), binomial spread 1 %, so below 92.5 % or above 99 % would be a bug.
  int covered = 0;
  for (std::uint64_t set = 0; set < 400; ++set) {
    RandomStream random{11, RandomStage::test, set};
    std::vector<double> values(40);
    for (double& v : values) v = random.exponential(1.0);
    const Estimate e = quantile_estimate(values, 0.5);
    covered += e.low <= std::log(2.0) && std::log(2.0) <= e.high ? 1 : 0;
  }
  EXPECT_GT(covered, 370);
  EXPECT_LT(covered, 397);
}

TEST(MeanEstimate, SciPyInterval) {
  const std::vector<double> x{3.1, 2.7, 9.4, 1.2, 5.5, 4.8, 7.7};  // scipy.stats.t.interval(.95, 6, mean, sem)
  const Estimate e = mean_estimate(x);
  EXPECT_NEAR(e.low, 2.2383905644750133, 1e-9);
  EXPECT_NEAR(e.high, 7.590180864096418, 1e-9);
}

TEST(MeanEstimate, GroupsThatMoveTogetherWidenTheInterval) {
  // Two rounds of two equal values: residual sums -2 and +2, variance of the mean (2/1) (4 + 4) / 16 = 1,
  // one degree of freedom: 12.706 on each side. As four single samples: s^2/n = (4/3)/4 = 1/3, t_3 = 3.182: 1.837.
  const std::vector<double> x{1, 1, 3, 3};
  const std::vector<std::uint32_t> rounds{1, 1, 2, 2};
  const Estimate grouped = mean_estimate(x, rounds);
  EXPECT_DOUBLE_EQ(grouped.value, 2.0);
  EXPECT_NEAR(grouped.high - grouped.value, 12.7062, 1e-3);
  EXPECT_NEAR(mean_estimate(x).high - 2.0, 3.18245 / std::sqrt(3.0), 1e-4);
}

TEST(MeanEstimate, TinyAndNan) {
  const Estimate one = mean_estimate(std::vector<double>{5.0});
  EXPECT_EQ(one.value, 5.0);
  EXPECT_EQ(one.low, -k_infinity);
  EXPECT_EQ(one.high, k_infinity);
  expect_all_nan(mean_estimate(std::vector<double>{1.0, k_nan, 2.0}));
}

TEST(Wilson, SciPyIntervals) {
  const Estimate e = wilson(40, 60);  // scipy.stats.binomtest(40, 60).proportion_ci(method="wilson")
  EXPECT_NEAR(e.low, 0.5405686645211969, 1e-12);
  EXPECT_NEAR(e.high, 0.7727073847647732, 1e-12);
  const Estimate none = wilson(0, 10);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 0.27753279986288926, 1e-12);
  const Estimate all = wilson(10, 10);
  EXPECT_NEAR(all.low, 1 - 0.27753279986288926, 1e-12);
  EXPECT_EQ(all.high, 1.0);
  EXPECT_TRUE(std::isnan(wilson(0, 0).value));
}

TEST(MeanOfProportions, HandWorked) {
  // Half-widths 0.06 and 0.08 down, 0.03 and 0.04 up: sqrt(0.0036 + 0.0064) / 2 = 0.05 and 0.025.
  const std::vector<Estimate> p{{0.5, 0.44, 0.53}, {0.7, 0.62, 0.74}};
  const Estimate e = mean_of_proportions(p);
  EXPECT_NEAR(e.value, 0.6, 1e-15);
  EXPECT_NEAR(e.low, 0.55, 1e-12);
  EXPECT_NEAR(e.high, 0.625, 1e-12);
}

RawSamples raw_of(const std::vector<double>& milliseconds, SampleKind kind = SampleKind::timed) {
  RawSamples raw;
  raw.system = "fake";
  raw.ending = Ending::complete;
  std::uint32_t round = 0;
  for (const double ms : milliseconds) {
    raw.samples.push_back({++round, 0, kind, Nanoseconds{static_cast<std::int64_t>(ms * 1e6)}});
  }
  return raw;
}

TEST(SummariseLatency, CountsOnlyTimedSamples) {
  RawSamples raw = raw_of({1, 2, 3, 4, 5, 6});
  raw.samples.insert(raw.samples.begin(), {0, 0, SampleKind::warmup, Nanoseconds{900'000'000}});
  raw.samples.push_back({9, 0, SampleKind::settling, Nanoseconds{800'000'000}});
  const auto summary = summarise_latency(raw);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary.value().samples, 6U);
  EXPECT_DOUBLE_EQ(summary.value().median.value, 3.5);
  EXPECT_DOUBLE_EQ(summary.value().mean.value, 3.5);
  EXPECT_DOUBLE_EQ(summary.value().minimum, 1.0);
  EXPECT_DOUBLE_EQ(summary.value().maximum, 6.0);
}

TEST(SummariseLatency, NoTimedSampleIsAbsentNotZero) {
  EXPECT_FALSE(summarise_latency(raw_of({1, 2}, SampleKind::warmup)));
}

TEST(SummariseLatency, ANoisySystemIsReportedNoisy) {
  std::vector<double> quiet(60);
  std::vector<double> noisy(60);
  RandomStream random{5, RandomStage::test, 0};
  for (std::size_t i = 0; i < quiet.size(); ++i) {
    quiet[i] = 10 + 0.01 * random.normal();
    noisy[i] = 10 + (i % 2 == 0 ? 8 : -8) + 0.01 * random.normal();
  }
  const auto a = summarise_latency(raw_of(quiet)).value();
  const auto b = summarise_latency(raw_of(noisy)).value();
  EXPECT_LT(a.median.high - a.median.low, 0.02);
  EXPECT_GT(b.median.high - b.median.low, 10.0);
  EXPECT_GT(b.mean.high - b.mean.low, 3.0);
}

TEST(RecordLatency, StatusFollowsTheEnding) {
  ResultRow row;
  RawSamples raw = raw_of({1, 2, 3});
  record_latency(row, raw);
  EXPECT_EQ(row.status, RowStatus::measured);
  EXPECT_TRUE(row.latency.has_value());
  EXPECT_EQ(row.reason, "");

  raw.ending = Ending::cut_off;
  raw.reason = "cut off after 3 queries";
  record_latency(row, raw);
  EXPECT_EQ(row.status, RowStatus::measured);
  EXPECT_EQ(row.reason, "cut off after 3 queries");

  raw.ending = Ending::failed;
  raw.reason = "worker crashed";
  record_latency(row, raw);
  EXPECT_EQ(row.status, RowStatus::failed);
  EXPECT_FALSE(row.latency.has_value());
  EXPECT_EQ(row.reason, "worker crashed");
}

}  // namespace
}  // namespace wirebench::measure
