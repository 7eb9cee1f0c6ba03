/// \file Nucleons that leave an excited nucleus before its energy is shared by all.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/deexcitation.hpp"
#include "wirebench/nuclear/excited_nucleus.hpp"

namespace wirebench::nuclear {

/// Exciton model: either an excited nucleon leaves, or it lifts another one (n -> n + 2), until n is near its
/// equilibrium value or emission has become unlikely. Appends the nucleons emitted to `out`, returns the nucleus that
/// remains. Valid for A >= 5 and Z >= 3 (lighter ones are returned as they are) and no excitation above that of A
/// nucleons set free. Source: K. K. Gudima, S. G. Mashnik, V. D. Toneev, Nucl. Phys. A401 (1983) 329; matrix element
/// and nucleon-nucleon cross sections as in Geant4's Bertini cascade (G4NonEquilibriumEvaporator).
[[nodiscard]] ExcitedNucleus emit_before_equilibrium(const ExcitedNucleus& nucleus, const Excitons& excitons,
                                                     RandomStream& random, Products& out);

}  // namespace wirebench::nuclear
