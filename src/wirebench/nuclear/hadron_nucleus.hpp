/// \file Inelastic reactions of hadrons and light nuclei with nuclei, in flight and at rest.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// Whether react() takes this projectile: pions, kaons (K0L and K0S, too), nucleons, antinucleons, Lambda, Sigma, d, t,
/// 3He and alpha.
[[nodiscard]] bool can_react(PdgCode projectile) noexcept;

/// One inelastic reaction of `projectile` with the nucleus `target` at rest: all that leaves it replaces what `out`
/// held, the residual nucleus in its ground state included. Four-momentum, charge, baryon number and strangeness are
/// conserved (1e-6 MeV, nuclear masses); K0L and K0S are taken as K0 or anti-K0, half and half, and neutral kaons leave
/// as such.
///
/// Intranuclear cascade (cascade/cascade.hpp), nucleons joined to light nuclei (cascade/coalescence.hpp), then
/// pre-equilibrium emission, evaporation and gammas (deexcitation.hpp). A reaction in which nothing but the projectile
/// and the nucleus in its ground state comes out is elastic and is not made; where no other is possible (mesons of a
/// few MeV), the projectile is scattered elastically, isotropic in the centre of mass. Valid from 1 MeV to 13 GeV
/// (above, cross sections are those at 13 GeV), for 2 <= A <= 56. Precondition: can_react(projectile.pdg), a moving
/// projectile. Thread-safe.
void react(const Product& projectile, Nuclide target, RandomStream& random, Products& out);

/// What follows when a negative hadron stopped in matter is caught by the nucleus `target`: pi- are absorbed by a pair
/// of nucleons, K- turned into a hyperon and a pion (or, on a pair, a hyperon and a nucleon, 20 %), Sigma- into a
/// Lambda or Sigma0, antiprotons annihilate, all at the nucleus' surface; the products cascade through it as in
/// react(). Precondition: `projectile` is one of pi-, K-, Sigma-, antiproton. Replaces what `out` held, conserves as
/// react(). Thread-safe. Source: K-: branching fractions at rest on protons, R. J. Nowak et al., Nucl. Phys. B139
/// (1978) 61, rounded; the share of pairs is that seen in bubble chambers and emulsions. Sigma-: V. Hepp and H.
/// Schleich, Z. Phys. 214 (1968) 71.
void absorb_at_rest(PdgCode projectile, Nuclide target, RandomStream& random, Products& out);

}  // namespace wirebench::nuclear
