/// \file Gammas from level to level of a nucleus, down to the ground state.
#pragma once

#include <cstdint>
#include <span>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::transport::embedded {

/// One gamma line from a level: where it ends and its share of the level's decays (shares need not add up to 1).
struct GammaTransition {
  std::uint8_t to = 0;
  double intensity = 0.0;
};

/// A level and the lines from it; none from the ground state.
struct NuclearLevel {
  double energy = 0.0;  ///< above the ground state, MeV
  int twice_spin = 0;   ///< 2 J
  std::span<const GammaTransition> transitions;
};

/// A nucleus with its levels, the ground state first, energies rising.
struct LevelScheme {
  nuclear::Nuclide nuclide;
  std::span<const NuclearLevel> levels;
};

/// Appends to `out` the gammas of `level` of `scheme` and the nucleus in its ground state. `nucleus`: four-momentum of
/// the excited nucleus (its mass: ground state plus level). Directions are isotropic and independent.
void radiate_from_level(const LevelScheme& scheme, std::size_t level, const nuclear::FourVector& nucleus,
                        RandomStream& random, nuclear::Products& out);

/// Index drawn with the given weights; `weight(i)` >= 0 for i < count, not all zero.
template <class Weight>
[[nodiscard]] std::size_t pick(std::size_t count, Weight&& weight, RandomStream& random) {
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += weight(i);
  double left = sum * random.uniform();
  std::size_t last = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double w = weight(i);
    if (!(w > 0.0)) continue;
    last = i;
    left -= w;
    if (left < 0.0) break;
  }
  return last;
}

}  // namespace wirebench::transport::embedded
