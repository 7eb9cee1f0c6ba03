/// \file Draws pairs of kinematic variables from a differential cross section, at any energy in a range.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::generator {

/// Rejection sampling of f(E; u, v) on the unit square under a ceiling of cells, one set of cells for each interval
/// of a logarithmic energy grid; integrals over the square are interpolated between the grid's energies.
/// The distribution is exact as long as f stays below its ceiling, which is probed at `k_probes` points a cell at both
/// ends of the interval and raised by a margin. Thread-safe after construction.
class PlaneSampler {
 public:
  using Density = std::function<double(double energy, double u, double v)>;
  struct Grid {
    double low = 0.1;   ///< lowest energy
    double high = 15.0; ///< highest energy
    int energies = 24;  ///< grid points
    int u_cells = 16;
    int v_cells = 8;
  };

  /// Preconditions: 0 < low < high, at least two energies and one cell; `density` is not negative.
  PlaneSampler(Density density, const Grid& grid);

  /// Integral of the density at `energy`: 0 below the grid, the last value above it.
  [[nodiscard]] double integral(double energy) const noexcept;
  /// A point of the square. Precondition: integral(energy) > 0.
  [[nodiscard]] std::pair<double, double> sample(double energy, RandomStream& random) const;
  /// The density itself.
  [[nodiscard]] double density(double energy, double u, double v) const { return density_(energy, u, v); }

 private:
  [[nodiscard]] std::size_t interval(double energy) const noexcept;

  Density density_;
  Grid grid_;
  std::vector<double> log_energies_;
  std::vector<double> integrals_;
  std::vector<std::vector<double>> ceilings_;     // for each interval, each cell
  std::vector<std::vector<double>> cumulatives_;  // their running sums
};

}  // namespace wirebench::generator
