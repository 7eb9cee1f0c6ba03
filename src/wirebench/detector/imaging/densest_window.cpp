#include "wirebench/detector/imaging/densest_window.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

double densest_window(std::vector<WeightedPoint> points, double length) {
  WIREBENCH_EXPECT(length > 0.0);
  if (points.empty()) return -0.5 * length;
  std::stable_sort(points.begin(), points.end(), [](auto a, auto b) { return a.position < b.position; });
  double total = 0.0;
  for (const auto& point : points) total += point.weight;
  // Running sums carry rounding: only a real gain moves the window on.
  const double least_gain = 1.0e-9 * total;

  double best_weight = -1.0;
  std::size_t best_first = 0;
  std::size_t best_last = 0;
  double weight = 0.0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < points.size(); ++last) {
    weight += points[last].weight;
    while (points[last].position - points[first].position >= length) weight -= points[first++].weight;
    if (weight > best_weight + least_gain) {
      best_weight = weight;
      best_first = first;
      best_last = last;
    }
  }
  return 0.5 * (points[best_first].position + points[best_last].position - length);
}

}  // namespace wirebench::detector
