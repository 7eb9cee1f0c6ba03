/// \file A nucleus on its way to the ground state.
#pragma once

#include <algorithm>

#include "wirebench/nuclear/four_vector.hpp"
#include "wirebench/nuclear/nuclide.hpp"

namespace wirebench::nuclear {

/// Energy that all nucleons of `nuclide` together are bound with, MeV.
[[nodiscard]] inline double binding_energy(Nuclide nuclide) noexcept {
  return nuclide.protons * nuclear_mass(k_proton) + (nuclide.nucleons - nuclide.protons) * nuclear_mass(k_neutron) -
         nuclear_mass(nuclide);
}

/// The four-momentum holds the excitation: its mass is that of the ground state plus the excitation energy.
struct ExcitedNucleus {
  Nuclide nuclide;
  FourVector momentum;

  [[nodiscard]] double excitation() const noexcept { return std::max(0.0, momentum.mass() - nuclear_mass(nuclide)); }
  /// What remains when `part` leaves with `emitted` (laboratory).
  [[nodiscard]] ExcitedNucleus without(Nuclide part, const FourVector& emitted) const noexcept {
    return {{nuclide.protons - part.protons, nuclide.nucleons - part.nucleons}, momentum - emitted};
  }
};

}  // namespace wirebench::nuclear
