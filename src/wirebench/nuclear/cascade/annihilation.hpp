/// \file Antinucleons on nucleons.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"

namespace wirebench::nuclear::cascade {

/// Total cross section (mb) of an antinucleon of `kinetic` MeV on a nucleon at rest: annihilation and elastic
/// scattering. Source: S. A. Bass et al. (UrQMD), Prog. Part. Nucl. Phys. 41 (1998) 255, for proton-antiproton; taken
/// for all pairs.
[[nodiscard]] double antinucleon_cross_section(double kinetic) noexcept;

/// Collision in the frame of collide(): elastic scattering, or annihilation into pions, their number about 3 sqrt(s /
/// (1 GeV)) of width 0.95 (5.0 at rest: C. B. Dover et al., Prog. Part. Nucl. Phys. 29 (1992) 87), their charges at
/// random, their momenta by phase space. Annihilation into strange mesons (5 %) and heavier mesons, which decay to
/// pions, are not told apart; production of further particles without annihilation, above 1 GeV, is counted as
/// annihilation.
[[nodiscard]] bool collide_antinucleon(const Body& projectile, const Body& nucleon, double kinetic,
                                       const FourVector& system, const Vector3& axis, RandomStream& random,
                                       Bodies& out) noexcept;

/// Annihilation of an antinucleon with `nucleon`, whose sum has the four-momentum `system`.
[[nodiscard]] bool annihilate(Hadron antinucleon, Hadron nucleon, const FourVector& system, RandomStream& random,
                              Bodies& out) noexcept;

}  // namespace wirebench::nuclear::cascade
