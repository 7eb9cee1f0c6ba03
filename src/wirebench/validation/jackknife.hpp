/// \file Statistical errors by leaving out a part of the events at a time.
#pragma once

#include <cmath>
#include <span>

namespace wirebench::validation {

/// Error of a value from its values without each of G equal groups of events: (G - 1) / G times their squared
/// deviations (Efron, "The Jackknife, the Bootstrap and Other Resampling Plans", 1982, eq. 3.13). 0 for fewer than two
/// groups.
[[nodiscard]] inline double jackknife_error(std::span<const double> values) {
  if (values.size() < 2) return 0.0;
  const double count = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values) mean += value / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt((count - 1.0) / count * squares);
}

}  // namespace wirebench::validation
