/// \file The stretch of a line that holds the most weight.
#pragma once

#include <vector>

namespace wirebench::detector {

struct WeightedPoint {
  double position = 0.0;
  double weight = 0.0;  ///< >= 0
};

/// Lower end of the window [low, low + length) with the largest sum of weights, its points centred in it: the window
/// begins as far before its first point as it ends after its last. Among windows of equal weight the first.
/// -length / 2 when there are no points. `length` > 0. Cost: N log N.
[[nodiscard]] double densest_window(std::vector<WeightedPoint> points, double length);

}  // namespace wirebench::detector
