/// \file Intervals by resampling the events: the nonparametric bootstrap, stratified.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

struct BootstrapOptions {
  std::uint32_t resamples =
      2000;  ///< 100 or more; the ends of an interval scatter by about 0.05 of its length at 2,000
  std::uint64_t seed = 1;
};

/// How often each event is in a resample.
using Multiplicities = std::span<const std::uint32_t>;

/// Writes the values of a statistic, always as many, for events that are there so often. NaN: not defined for them.
using Statistic = std::function<void(Multiplicities, std::span<double>)>;

/// The values of a statistic in each resample. Each stratum keeps its number of events, as in a sample whose classes
/// were fixed beforehand (A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), 3.2).
/// Shape: strata [events], any numbers -> [values][resamples]. Resample k depends on the seed, k and the strata only.
[[nodiscard]] std::vector<std::vector<double>> bootstrap(std::span<const std::uint32_t> strata, std::size_t values,
                                                         const Statistic& statistic, const BootstrapOptions& options);

/// `value` with the 2.5 % and 97.5 % quantiles of its values in resamples (B. Efron, R. J. Tibshirani, An Introduction
/// to the Bootstrap (1993), 13.3). NaN ones are left out; where they are more than half, the ends are NaN.
[[nodiscard]] Estimate percentile_interval(double value, std::span<const double> resampled);

/// `value` with those quantiles reflected at it ("basic" interval; Davison and Hinkley, equation 5.6) and cut at
/// `least`. For statistics that resampling raises, as the calibration error: its percentiles would lie above the value
/// itself.
[[nodiscard]] Estimate reflected_interval(double value, std::span<const double> resampled, double least);

}  // namespace wirebench::measure
