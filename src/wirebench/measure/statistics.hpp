/// \file Numbers from samples, each with its 95 % confidence interval. Choices and their reasons: docs/adr/0010.
///
/// All functions: samples in any order, any unit (kept); a NaN among them makes every result NaN, never a wrong number;
/// none may be empty (a contract). An interval end that so few samples cannot give is infinite. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wirebench/core/outcome.hpp"
#include "wirebench/measure/raw_samples.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

[[nodiscard]] double mean(std::span<const double> samples);

/// With n - 1 in the denominator; NaN for one sample.
[[nodiscard]] double standard_deviation(std::span<const double> samples);

/// The p-quantile, 0 <= p <= 1: linear interpolation at 0-based rank (n - 1) p between the sorted samples (definition
/// 7 of Hyndman and Fan, Am. Stat. 50 (1996) 361; what NumPy and R do by default).
[[nodiscard]] double quantile(std::span<const double> samples, double p);

/// quantile() with an interval between two of the samples: the narrowest ranks whose binomial tails are at most 2.5 %
/// each. No assumption about the distribution; needs independent samples. At the ends it needs n >= 6 for the median,
/// and n >= 368 for an upper end of the 99th percentile.
[[nodiscard]] Estimate quantile_estimate(std::span<const double> samples, double p);

/// Mean with a Student interval. `rounds` (as many as samples, or empty) groups samples taken together, which share
/// the machine's mood: the error is then that of the groups, not of the single samples (cluster-robust variance with
/// groups - 1 degrees of freedom). Fewer than two groups: every sample is its own.
[[nodiscard]] Estimate mean_estimate(std::span<const double> samples, std::span<const std::uint32_t> rounds = {});

/// Wilson's score interval of successes / trials (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209).
/// Valid for: successes <= trials; no trials gives NaN in [0, 1].
[[nodiscard]] Estimate wilson(std::uint64_t successes, std::uint64_t trials);

/// Mean of several proportions, equal weights, with the interval of Zou and Donner (Stat. Med. 27 (2008) 1693) made of
/// their Wilson intervals.
[[nodiscard]] Estimate mean_of_proportions(std::span<const Estimate> proportions);

/// All of a latency summary, in milliseconds. Absent when there is no timed sample.
[[nodiscard]] Outcome<LatencySummary> summarise_latency(const RawSamples& raw);

/// Fills latency, status and reason of `row` from `raw`: failed with the system's reason; measured, with a note in
/// `reason` when the minimum was not reached.
void record_latency(ResultRow& row, const RawSamples& raw);

}  // namespace wirebench::measure
