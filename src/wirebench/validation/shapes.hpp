/// \file Numbers that describe a histogram's shape.
#pragma once

#include <optional>
#include <span>

namespace wirebench::validation {

/// Position and full width at half maximum of a histogram's highest peak.
struct Peak {
  double position = 0.0;
  double height = 0.0;
  double width = 0.0;
};

/// Fits a parabola to the logarithm of the bins around the peak (those above 70 % of it); the half-maximum points
/// follow by linear interpolation between averages of three bins. Bin i covers [first + i bin, first + (i + 1) bin).
/// Absent when fewer than three bins make the peak or a half-maximum point is not inside.
[[nodiscard]] std::optional<Peak> find_peak(std::span<const double> bins, double first, double bin);

/// Mean and standard deviation of a position with these weights.
struct Centre {
  double mean = 0.0;
  double width = 0.0;
};
/// Absent when the weights sum to zero.
[[nodiscard]] std::optional<Centre> find_centre(std::span<const double> bins, double first, double bin);

/// Where a growing function given at first + i bin reaches `level`, by linear interpolation from 0 at first - bin;
/// absent when it does not before the last value.
[[nodiscard]] std::optional<double> find_crossing(std::span<const double> values, double first, double bin,
                                                  double level);

/// Depth where the loss of particles that stop falls off (half way down behind its peak): their range. `bins` is a
/// depth profile; absent when it has no clear edge, or one within the first ten bins, which do not resolve it.
[[nodiscard]] std::optional<double> find_stopping_edge(std::span<const double> bins, double bin);

}  // namespace wirebench::validation
