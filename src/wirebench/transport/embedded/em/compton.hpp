/// \file Compton scattering.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/energy_table.hpp"

namespace wirebench::transport::embedded {

/// A photon that goes on with less energy or another direction.
struct ScatteredPhoton {
  double energy = 0.0;  ///< MeV
  double cosine = 1.0;  ///< of the angle to its old direction
};

/// Klein and Nishina's distribution, forward scattering reduced by the incoherent scattering function: the electrons
/// are bound (their motion, Doppler broadening, is left out). Valid from 1 keV to 100 GeV. Thread-safe.
class ComptonScattering {
 public:
  ComptonScattering();
  [[nodiscard]] ScatteredPhoton sample(double energy, RandomStream& random) const noexcept;

 private:
  EnergyTable free_share_;  // S(x) / Z over x in 1/angstrom
};

}  // namespace wirebench::transport::embedded
