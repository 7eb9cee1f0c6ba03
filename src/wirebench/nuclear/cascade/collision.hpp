/// \file Collision of a hadron with a nucleon or a pair of nucleons.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"

namespace wirebench::nuclear::cascade {

/// Kinetic energy (MeV) of a projectile of mass `projectile_mass` in the rest frame of the target.
[[nodiscard]] double kinetic_energy_at_rest_of(const FourVector& target, const FourVector& projectile,
                                               double projectile_mass) noexcept;

/// Products of the collision of `projectile` with the free `nucleon`: a final state drawn by cross section
/// (collision_tables.hpp, annihilation.hpp), energies and angles by scattering_angles.hpp. Replaces `out`;
/// four-momentum is conserved to rounding. False when no final state could be made.
[[nodiscard]] bool collide(const Body& projectile, const Body& nucleon, RandomStream& random, Bodies& out) noexcept;

/// Absorption of a pion by the pair `first` + `second` with the four-momentum `pair`: two nucleons, isotropic in the
/// centre of mass. Precondition: charge allows two nucleons.
[[nodiscard]] bool absorb(const Body& pion, Hadron first, Hadron second, const FourVector& pair, RandomStream& random,
                          Bodies& out) noexcept;

/// Cross section (mb) of pion absorption by a pair at `kinetic` MeV in the pair's rest frame; 0 from 1 GeV on.
/// Source: parametrisation of pi d -> N N and of absorption by nuclei in Geant4's Bertini cascade (G4NucleiModel).
[[nodiscard]] double absorption_cross_section(double kinetic) noexcept;

}  // namespace wirebench::nuclear::cascade
