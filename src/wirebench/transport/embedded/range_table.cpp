#include "wirebench/transport/embedded/range_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace wirebench::transport::embedded {

double RangeTable::mean_loss(double kinetic, GridPoint point, double range, double step) const noexcept {
  // Over a small part of the range the loss at the middle of the step is more exact than a difference of two ranges.
  if (step < 0.05 * range) return step * loss_(kinetic - 0.5 * step * loss_.at(point));
  return std::clamp(kinetic - kinetic_(range - step), 0.0, kinetic);
}

EnergyTable RangeTable::integrated(double lowest) const {
  const std::size_t first = GridPoint::of(lowest).index;
  // Below the first node with sqrt(T): 2 T / loss.
  double range = 2.0 * GridPoint::node(first) / loss_.at_node(first);
  double previous = GridPoint::node(first);
  return EnergyTable{lowest, [&](double kinetic) {
                       if (kinetic > previous) {
                         const double width = kinetic - previous;
                         const double middle = loss_(previous + 0.5 * width);
                         range += width / 6.0 * (1.0 / loss_(previous) + 4.0 / middle + 1.0 / loss_(kinetic));
                         previous = kinetic;
                       }
                       return range;
                     }};
}

EnergyTable RangeTable::inverted(double lowest) const {
  const std::size_t first = GridPoint::of(lowest).index;
  std::size_t above = first;
  return EnergyTable{GridPoint::node(0), [&](double range) {
                       while (above < GridPoint::k_nodes && range_.at_node(above) < range) ++above;
                       const double high_range = range_.at_node(above);
                       const double high = GridPoint::node(above);
                       if (above == first) {
                         const double share = range / high_range;
                         return high * share * share;
                       }
                       const double low_range = range_.at_node(above - 1);
                       const double low = GridPoint::node(above - 1);
                       return low + (high - low) * std::min(1.0, (range - low_range) / (high_range - low_range));
                     }};
}

}  // namespace wirebench::transport::embedded
