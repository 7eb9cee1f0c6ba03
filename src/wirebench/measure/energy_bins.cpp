#include "wirebench/measure/energy_bins.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::measure {

std::vector<double> energy_edges(std::span<const double> energies, std::size_t most) {
  WIREBENCH_EXPECT(!energies.empty() && most >= 2);
  const auto [least, greatest] = std::minmax_element(energies.begin(), energies.end());
  WIREBENCH_EXPECT(*least > 0.0 && std::isfinite(*greatest));
  constexpr std::array steps{1.0, 2.0, 2.5, 5.0};
  constexpr double smallest_share = 1e-3;  // of the greatest energy: finer ones would only show the rounding of a value
  const double finest = std::max((*greatest - *least) / static_cast<double>(most), smallest_share * *greatest);
  for (double decade = std::pow(10.0, std::floor(std::log10(finest)) - 1.0);; decade *= 10.0) {
    for (const double factor : steps) {
      const double step = factor * decade;
      if (step < smallest_share * *greatest) continue;
      double first = std::floor(*least / step);
      double last = std::floor(*greatest / step) + 1.0;
      if (first * step > *least) first -= 1.0;  // the quotient was rounded up to a whole number
      if (last * step <= *greatest) last += 1.0;
      if (last - first > static_cast<double>(most)) continue;
      std::vector<double> edges;
      for (double edge = first; edge <= last; edge += 1.0) edges.push_back(edge * step);
      return edges;
    }
  }
}

std::size_t energy_bin(std::span<const double> edges, double energy) {
  WIREBENCH_EXPECT(edges.size() >= 2 && energy >= edges.front() && energy < edges.back());
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), energy) - edges.begin()) - 1;
}

}  // namespace wirebench::measure
