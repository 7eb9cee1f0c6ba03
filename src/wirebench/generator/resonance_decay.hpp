/// \file Decay of a nucleon resonance into a nucleon and mesons.
#pragma once

#include <cstddef>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::generator {

/// Appends the decay products, in the rest frame, of the resonance with this index in resonances(), of electric
/// `charge`
/// (-1 to 2 for isospin 3/2, 0 or 1 for isospin 1/2) and mass `w_mev`: nucleon and pion with isospin's shares; nucleon
/// and eta; nucleon and two pions, their charges those of Delta and pion; isotropic, phase space. Branching fractions
/// that a mass is too low for go to the others. Precondition: w_mev above neutron and charged pion. Thread-safe.
void decay_resonance(std::size_t resonance, int charge, double w_mev, RandomStream& random, nuclear::Products& out);

}  // namespace wirebench::generator
