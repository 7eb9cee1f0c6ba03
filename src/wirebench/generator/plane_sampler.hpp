/// \file Draws pairs of kinematic variables from a differential cross section, at any energy in a range.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::generator {

/// Rejection sampling of f(E; u, v) on the unit square under a ceiling of cells, one set of cells for each interval
/// of a grid that is logarithmic in the energy above a threshold; integrals over the square are interpolated as powers
/// of that energy between the grid's points. The distribution is exact as long as f stays below its ceiling, which is
/// probed at three points a cell and direction at both ends of the interval and raised by a margin. Thread-safe after
/// construction.
class PlaneSampler {
 public:
  using Density = std::function<double(double energy, double u, double v)>;
  struct Grid {
    double threshold = 0.0;  ///< the density is zero up to here
    double high = 15.0;      ///< highest energy
    int energies = 24;       ///< grid points
    int u_cells = 16;
    int v_cells = 8;
  };

  /// Energy of the grid's first point above the threshold.
  static constexpr double k_first = 0.005;

  /// Preconditions: threshold well below high, at least two energies and one cell; `density` is not negative.
  PlaneSampler(Density density, const Grid& grid);

  /// Integral of the density at `energy`: 0 up to the grid's first point (k_first above the threshold), the last value
  /// above its last.
  [[nodiscard]] double integral(double energy) const noexcept;
  /// A point of the square. Precondition: integral(energy) > 0. Where almost nothing of the square is allowed, just
  /// above the threshold, it may be one with density 0 (after 100,000 tries): the caller checks its kinematics.
  [[nodiscard]] std::pair<double, double> sample(double energy, RandomStream& random) const;
  /// The density itself.
  [[nodiscard]] double density(double energy, double u, double v) const { return density_(energy, u, v); }

 private:
  [[nodiscard]] std::size_t interval(double log_excess) const noexcept;

  Density density_;
  Grid grid_;
  std::vector<double> log_excesses_;
  std::vector<double> integrals_;
  std::vector<std::vector<double>> ceilings_;     // for each interval, each cell
  std::vector<std::vector<double>> cumulatives_;  // their running sums
};

}  // namespace wirebench::generator
