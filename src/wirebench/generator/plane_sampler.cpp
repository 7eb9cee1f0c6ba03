#include "wirebench/generator/plane_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::generator {
namespace {

constexpr int k_probes = 3;       // a cell and direction
constexpr double k_margin = 1.3;  // the density between probes, and between the energies of an interval

}  // namespace

PlaneSampler::PlaneSampler(Density density, const Grid& grid) : density_{std::move(density)}, grid_{grid} {
  WIREBENCH_EXPECT(grid.high > grid.threshold + 2.0 * k_first && grid.energies >= 2 && grid.u_cells > 0 &&
                   grid.v_cells > 0);
  const auto cells = static_cast<std::size_t>(grid.u_cells * grid.v_cells);
  const double step = std::log((grid.high - grid.threshold) / k_first) / (grid.energies - 1);
  const int v_probes = grid.v_cells == 1 ? 1 : k_probes;
  std::vector<double> previous;
  for (int i = 0; i < grid.energies; ++i) {
    const double log_excess = std::log(k_first) + i * step;
    const double energy = grid.threshold + std::exp(log_excess);
    std::vector<double> highest(cells, 0.0);
    double sum = 0.0;
    std::size_t cell = 0;
    for (int iu = 0; iu < grid.u_cells; ++iu) {
      for (int iv = 0; iv < grid.v_cells; ++iv, ++cell) {
        for (int pu = 0; pu < k_probes; ++pu) {
          for (int pv = 0; pv < v_probes; ++pv) {
            const double u = (iu + (pu + 0.5) / k_probes) / grid.u_cells;
            const double v = (iv + (pv + 0.5) / v_probes) / grid.v_cells;
            const double value = density_(energy, u, v);
            sum += value;
            highest[cell] = std::max(highest[cell], value);
          }
        }
      }
    }
    log_excesses_.push_back(log_excess);
    integrals_.push_back(sum / (static_cast<double>(cells) * k_probes * v_probes));
    if (i > 0) {
      // The density may rise and fall with the energy: the larger of both ends, and a margin, for the interval. A cell
      // at the edge of what is allowed may hold what no probe saw: none has less than a thousandth of the highest.
      std::vector<double> ceiling(cells);
      std::transform(highest.begin(), highest.end(), previous.begin(), ceiling.begin(),
                     [](double a, double b) { return k_margin * std::max(a, b); });
      constexpr double least = 1e-3;
      const double floor = least * *std::max_element(ceiling.begin(), ceiling.end());
      for (double& value : ceiling) value = std::max(value, floor);
      std::vector<double> cumulative(cells);
      std::partial_sum(ceiling.begin(), ceiling.end(), cumulative.begin());
      ceilings_.push_back(std::move(ceiling));
      cumulatives_.push_back(std::move(cumulative));
    }
    previous = std::move(highest);
  }
}

std::size_t PlaneSampler::interval(double log_excess) const noexcept {
  const double position = (log_excess - log_excesses_.front()) / (log_excesses_[1] - log_excesses_[0]);
  const auto last = static_cast<double>(ceilings_.size() - 1);
  return static_cast<std::size_t>(std::clamp(std::floor(position), 0.0, last));
}

double PlaneSampler::integral(double energy) const noexcept {
  const double excess = energy - grid_.threshold;
  if (!(excess > k_first)) return 0.0;
  if (energy >= grid_.high) return integrals_.back();
  const double log_excess = std::log(excess);
  const std::size_t i = interval(log_excess);
  const double part = (log_excess - log_excesses_[i]) / (log_excesses_[i + 1] - log_excesses_[i]);
  const double low = integrals_[i];
  const double high = integrals_[i + 1];
  if (!(low > 0.0 && high > 0.0)) return low + part * (high - low);
  // Logarithm against logarithm: cross sections rise with a power of the energy above a threshold. A cubic through both
  // points with the slopes of their neighbours, where these are positive, follows the bend to the plateau.
  const double rise = std::log(high / low);
  const auto slope = [&](double before, double after) {
    return before > 0.0 && after > 0.0 ? 0.5 * std::log(after / before) : rise;
  };
  const double at_low = slope(i > 0 ? integrals_[i - 1] : 0.0, high);
  const double at_high = slope(low, i + 2 < integrals_.size() ? integrals_[i + 2] : 0.0);
  const double rest = 1.0 - part;
  return low * std::exp(rise * part * part * (3.0 - 2.0 * part) + part * rest * (at_low * rest - at_high * part));
}

std::pair<double, double> PlaneSampler::sample(double energy, RandomStream& random) const {
  const std::size_t i = interval(std::log(std::max(energy - grid_.threshold, k_first)));
  const std::vector<double>& ceiling = ceilings_[i];
  const std::vector<double>& cumulative = cumulatives_[i];
  WIREBENCH_EXPECT(cumulative.back() > 0.0);
  std::pair<double, double> point{0.5, 0.5};
  // Near a threshold almost nothing of the square may be allowed; the limit only guards against an endless loop.
  for (int attempt = 0; attempt < 100'000; ++attempt) {
    const double draw = random.uniform() * cumulative.back();
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), draw);
    const auto cell = std::min<std::size_t>(static_cast<std::size_t>(found - cumulative.begin()), ceiling.size() - 1);
    const auto columns = static_cast<std::size_t>(grid_.v_cells);
    point.first = (static_cast<double>(cell / columns) + random.uniform()) / grid_.u_cells;
    point.second = (static_cast<double>(cell % columns) + random.uniform()) / grid_.v_cells;
    if (random.uniform() * ceiling[cell] < density_(energy, point.first, point.second)) return point;
  }
  return point;
}

}  // namespace wirebench::generator
