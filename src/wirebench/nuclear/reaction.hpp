/// \file What a reaction with a nucleus leaves, and the check that it conserves what must be conserved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirebench/nuclear/four_vector.hpp"
#include "wirebench/nuclear/nuclide.hpp"
#include "wirebench/nuclear/particle.hpp"

namespace wirebench::nuclear {

/// One outgoing particle or nucleus.
struct Product {
  PdgCode pdg = 0;
  FourVector momentum;  ///< MeV; on the mass shell of particle(pdg)
};

/// All that leaves a reaction, nuclei included (the residual nucleus in its ground state, its excitation having gone
/// into the gammas and particles listed): nothing is left out.
using Products = std::vector<Product>;

/// What goes into a reaction.
struct Before {
  Products incoming;  ///< projectile and target, the target at rest or moving
  bool strangeness_conserved = true;
};

/// Compares total energy and momentum (nuclear masses included), charge, baryon number, strangeness (only where
/// Before::strangeness_conserved) and lepton numbers before and after. Returns nothing when all agree within
/// `tolerance` MeV (energy and each momentum component), else a sentence saying what differs and by how much. For tests
/// and contracts. Thread-safe.
[[nodiscard]] std::optional<std::string> violation(const Before& before, const Products& after, double tolerance);

}  // namespace wirebench::nuclear
