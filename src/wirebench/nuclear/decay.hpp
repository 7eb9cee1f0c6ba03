/// \file Decays of unstable particles.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// Decays a particle, at rest or in flight, into products that conserve four-momentum and replace what `out` held.
/// mu+- (Michel spectrum), pi+-, pi0 (with the Dalitz decay), K+-, K0 long and short, eta, hyperons, tau; every branching
/// fraction above 0.5 %. Precondition: the particle is unstable. Thread-safe.
/// Source: Review of Particle Physics 2024, summary tables.
void decay(const Product& parent, RandomStream& random, Products& out);

}  // namespace wirebench::nuclear
