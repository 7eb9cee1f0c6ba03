/// \file Angles at which relativistic particles radiate and pairs open.
#pragma once

#include <cmath>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {

/// Cosine of the angle between a radiating electron of kinetic energy `kinetic` (MeV) and its photon, or between a
/// photon and the electron of that energy that it makes. Of the order of m / E. Source: Tsai's distribution, Rev. Mod.
/// Phys. 49 (1977) 421, as fitted by L. Urban (GEANT 3.21 manual, PHYS 211).
[[nodiscard]] inline double sample_emission_cosine(double kinetic, RandomStream& random) noexcept {
  const double largest = 2.0 * (1.0 + kinetic / k_electron_mass);
  for (;;) {
    const double scale = random.uniform() < 0.25 ? 1.6 : 1.6 / 3.0;
    const double u = -scale * std::log((1.0 - random.uniform()) * (1.0 - random.uniform()));
    if (u <= largest) return 1.0 - 2.0 * u * u / (largest * largest);
  }
}

}  // namespace wirebench::transport::embedded
