/// \file An electron and a positron from a photon.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"

namespace wirebench::transport::embedded {

struct ElectronPair {
  double electron_kinetic = 0.0;  ///< MeV
  double positron_kinetic = 0.0;
  Vector3 electron_direction;  ///< unit vectors, in a frame whose z axis is the photon's direction
  Vector3 positron_direction;
};

/// Energies: Bethe-Heitler with screening (Butcher and Messel's form, screening functions of the Geant4 Physics
/// Reference Manual, eq. 6.14) and, above 50 MeV, the Coulomb correction; uniform below 2 MeV. Angles:
/// emission_angle.hpp. Nucleus and electron targets are not told apart: the target takes momentum but no energy, no
/// recoil electron is made. Precondition: energy > 2 m. Valid to 100 GeV (multiple-scattering suppression is left out).
/// Thread-safe.
[[nodiscard]] ElectronPair sample_pair(double energy, RandomStream& random) noexcept;

}  // namespace wirebench::transport::embedded
