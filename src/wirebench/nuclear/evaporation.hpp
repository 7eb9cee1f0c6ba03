/// \file Evaporation of nucleons and light nuclei from a nucleus in thermal equilibrium.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/excited_nucleus.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// One emission of n, p, d, t, 3He or alpha, chosen and with the energy by the detailed balance of Weisskopf as worked
/// out by Dostrovsky, Fraenkel and Friedlander, Phys. Rev. 116 (1959) 683 (level density A / 8 MeV, no pairing).
/// Appends the particle to `out`, changes `nucleus` to what remains. False when no emission is possible (`nucleus` is
/// unchanged). What remains has at least two nucleons, so that it can hold excitation. Valid for A from 6 on: lighter
/// nuclei have no level density to speak of. Thread-safe.
[[nodiscard]] bool evaporate(ExcitedNucleus& nucleus, RandomStream& random, Products& out);

}  // namespace wirebench::nuclear
