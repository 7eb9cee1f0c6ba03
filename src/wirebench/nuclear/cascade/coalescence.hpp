/// \file Light nuclei from nucleons that leave side by side.
#pragma once

#include <vector>

#include "wirebench/nuclear/cascade/hadron.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear::cascade {

/// Appends `bodies` to `out`, nucleons close in momentum joined to d, t, 3He and alpha particles: those whose momenta
/// in the rest frame of the group are all below 90 (two), 108 (three) or 115 MeV (four). A nucleus keeps the momentum
/// of its nucleons; its energy is less than theirs by what that frees, which the caller's balance has to take up.
/// Source: Geant4's Bertini cascade (G4CascadeCoalescence).
void coalesce(const std::vector<Body>& bodies, Products& out);

}  // namespace wirebench::nuclear::cascade
