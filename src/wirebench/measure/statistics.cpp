#include "wirebench/measure/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/measure/distributions.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();
constexpr double k_tail = 0.025;                // each side of a 95 % interval
constexpr double k_normal = 1.959963984540054;  // 97.5 % quantile of the standard normal distribution

bool any_nan(std::span<const double> samples) {
  return std::any_of(samples.begin(), samples.end(), [](double v) { return std::isnan(v); });
}

std::vector<double> sorted(std::span<const double> samples) {
  std::vector<double> copy(samples.begin(), samples.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

double quantile_of_sorted(std::span<const double> ordered, double p) {
  const double rank = p * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, ordered.size() - 1);
  const double share = rank - static_cast<double>(below);
  // The form a + s (b - a) would give NaN for two equal infinities.
  return share == 0.0 ? ordered[below] : (1 - share) * ordered[below] + share * ordered[above];
}

/// Number of samples (1-based rank) whose value bounds the quantile: the largest l with P(B <= l - 1) <= tail, 0 if
/// none, for B binomial(n, p), the number of samples below the quantile.
std::int64_t lower_rank(std::int64_t n, double p) {
  std::int64_t low = 0;
  std::int64_t high = n;  // invariant: rank `low` fits; searched by bisection as the tail grows with the rank
  while (low < high) {
    const std::int64_t middle = (low + high + 1) / 2;
    if (binomial_cdf(middle - 1, n, p) <= k_tail)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

Estimate quantile_estimate_of_sorted(std::span<const double> ordered, double p) {
  const auto n = static_cast<std::int64_t>(ordered.size());
  const std::int64_t low = lower_rank(n, p);
  // By mirror symmetry the upper rank is the lower rank of the (1 - p) quantile counted from the other end.
  const std::int64_t high = lower_rank(n, 1 - p);
  return {quantile_of_sorted(ordered, p), low >= 1 ? ordered[static_cast<std::size_t>(low - 1)] : -k_infinity,
          high >= 1 ? ordered[static_cast<std::size_t>(n - high)] : k_infinity};
}

}  // namespace

double mean(std::span<const double> samples) {
  WIREBENCH_EXPECT(!samples.empty());
  return std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
}

double standard_deviation(std::span<const double> samples) {
  if (samples.size() < 2) return k_nan;
  const double centre = mean(samples);
  double squares = 0;
  for (const double value : samples) squares += (value - centre) * (value - centre);
  return std::sqrt(squares / static_cast<double>(samples.size() - 1));
}

double quantile(std::span<const double> samples, double p) {
  WIREBENCH_EXPECT(!samples.empty() && p >= 0 && p <= 1);
  if (any_nan(samples)) return k_nan;
  return quantile_of_sorted(sorted(samples), p);
}

Estimate quantile_estimate(std::span<const double> samples, double p) {
  WIREBENCH_EXPECT(!samples.empty() && p >= 0 && p <= 1);
  if (any_nan(samples)) return {k_nan, k_nan, k_nan};
  return quantile_estimate_of_sorted(sorted(samples), p);
}

Estimate mean_estimate(std::span<const double> samples, std::span<const std::uint32_t> rounds) {
  WIREBENCH_EXPECT(!samples.empty() && (rounds.empty() || rounds.size() == samples.size()));
  const double centre = mean(samples);
  if (std::isnan(centre)) return {k_nan, k_nan, k_nan};
  std::map<std::uint64_t, double> residuals;  // summed by group
  for (std::size_t i = 0; i < rounds.size(); ++i) residuals[rounds[i]] += samples[i] - centre;
  if (residuals.size() < 2) {
    residuals.clear();
    for (std::size_t i = 0; i < samples.size(); ++i) residuals[i] = samples[i] - centre;
  }
  const auto groups = static_cast<double>(residuals.size());
  if (groups < 2) return {centre, -k_infinity, k_infinity};
  double squares = 0;
  for (const auto& [group, residual] : residuals) squares += residual * residual;
  const double error = std::sqrt(squares * groups / (groups - 1)) / static_cast<double>(samples.size());
  const double reach = student_quantile(1 - k_tail, groups - 1) * error;
  return {centre, centre - reach, centre + reach};
}

Estimate wilson(std::uint64_t successes, std::uint64_t trials) {
  WIREBENCH_EXPECT(successes <= trials);
  if (trials == 0) return {k_nan, 0, 1};
  const auto n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n;
  const double z2 = k_normal * k_normal;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double reach = k_normal / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // At 0 and n successes the interval ends exactly at 0 and 1; rounding must not push it past the value.
  const double low = successes == 0 ? 0.0 : std::max(0.0, centre - reach);
  const double high = successes == trials ? 1.0 : std::min(1.0, centre + reach);
  return {share, low, high};
}

Estimate mean_of_proportions(std::span<const Estimate> proportions) {
  WIREBENCH_EXPECT(!proportions.empty());
  double centre = 0;
  double down = 0;
  double up = 0;
  for (const Estimate& p : proportions) {
    centre += p.value;
    down += (p.value - p.low) * (p.value - p.low);
    up += (p.high - p.value) * (p.high - p.value);
  }
  const auto count = static_cast<double>(proportions.size());
  centre /= count;
  return {centre, centre - std::sqrt(down) / count, centre + std::sqrt(up) / count};
}

Outcome<LatencySummary> summarise_latency(const RawSamples& raw) {
  const std::vector<double> values = raw.timed_ms();
  if (values.empty()) return Absent{raw.reason.empty() ? "no timed query" : raw.reason};
  const std::vector<double> ordered = sorted(values);
  LatencySummary summary;
  summary.samples = values.size();
  summary.median = quantile_estimate_of_sorted(ordered, 0.5);
  summary.p90 = quantile_estimate_of_sorted(ordered, 0.9);
  summary.p99 = quantile_estimate_of_sorted(ordered, 0.99);
  summary.mean = mean_estimate(values, raw.timed_rounds());
  summary.minimum = ordered.front();
  summary.maximum = ordered.back();
  summary.standard_deviation = standard_deviation(values);
  return summary;
}

void record_latency(ResultRow& row, const RawSamples& raw) {
  row.latency.reset();
  row.reason = raw.reason;
  if (raw.ending == Ending::failed) {
    row.status = RowStatus::failed;
    return;
  }
  const auto summary = summarise_latency(raw);
  if (!summary) {
    row.status = RowStatus::failed;
    row.reason = summary.reason();
    return;
  }
  row.status = RowStatus::measured;
  row.latency = summary.value();
}

}  // namespace wirebench::measure
