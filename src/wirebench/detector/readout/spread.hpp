/// \file Shares of a Gaussian on the points of a grid.
#pragma once

#include <cstdint>
#include <vector>

namespace wirebench::detector {

/// Shares of a Gaussian charge on grid points `first`, first + 1, ...; they sum to 1.
struct GridShares {
  std::int32_t first = 0;
  std::vector<float> shares;
};

/// How a charge narrower than the grid is shared.
enum class NarrowShares : std::uint8_t {
  linear,  ///< two points: for what is interpolated linearly between the points
  smooth,  ///< six points (Lagrange): for smooth, band-limited waveforms; keeps moments up to the fifth
};

/// Shares of a Gaussian within 3 sigma. `centre` and `sigma` in grid steps, sigma >= 0. From 0.6 steps on they are the
/// Gaussian's values at the points, which keeps sums over the grid exact to exp(-2 pi^2 sigma^2), below 1e-3; narrower
/// ones are three point charges (Gauss-Hermite) shared linearly between the points around each, or smoothly between
/// the six about the centre.
void share_gaussian(double centre, double sigma, NarrowShares narrow, GridShares& out);

}  // namespace wirebench::detector
