/// \file Decays of unstable particles.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// Decays a particle, at rest or in flight, into products that conserve four-momentum and replace what `out` held.
/// mu+- and tau+- (V-A, so the Michel spectrum), pi+-, pi0 and eta (with their internal conversions), K+-, K0 long and
/// short, hyperons, the neutron, and all their antiparticles; a K0 or its antiparticle is long- or short-lived at
/// random. Every branching fraction above 0.5 % (tau: the final states that make up 97 %). Particles are unpolarised.
/// The mass is that of parent.momentum. Precondition: the particle is unstable. Thread-safe.
/// Source: Review of Particle Physics 2024, summary tables; matrix elements beside each shape in the source.
void decay(const Product& parent, RandomStream& random, Products& out);

}  // namespace wirebench::nuclear
