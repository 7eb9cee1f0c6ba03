/// \file Annihilation of positrons with the electrons of argon.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Annihilation in flight into two photons, 1/mm. `kinetic` in MeV, > 0. Thread-safe.
/// Source: W. Heitler, The Quantum Theory of Radiation (1954), section 27.
[[nodiscard]] double annihilation_per_mm(const LiquidArgon& argon, double kinetic) noexcept;

/// One of the two photons; the other has the rest of the energy and of the momentum.
struct AnnihilationPhoton {
  double energy = 0.0;  ///< MeV
  double cosine = 1.0;  ///< of the angle to the positron
};
/// Precondition: kinetic > 0.
[[nodiscard]] AnnihilationPhoton sample_annihilation(double kinetic, RandomStream& random) noexcept;

}  // namespace wirebench::transport::embedded
