/// \file The photoelectron.
#pragma once

#include "wirebench/core/random.hpp"

namespace wirebench::transport::embedded {

struct Photoelectron {
  double kinetic = 0.0;  ///< MeV; the rest of the photon's energy stays with the atom
  double cosine = 1.0;   ///< of the angle to the photon
};

/// The shell is K (3.2029 keV) above its edge with the K shell's share of the cross section, else L (0.25 to 0.33 keV,
/// one mean energy); the atom's energy (fluorescence, Auger electrons) is left where it is. Angle: Sauter's
/// distribution for the K shell (Ann. Phys. 11 (1931) 454), sampled as in PENELOPE. Valid from 1 keV. Thread-safe.
[[nodiscard]] Photoelectron sample_photoelectron(double energy, RandomStream& random) noexcept;

}  // namespace wirebench::transport::embedded
