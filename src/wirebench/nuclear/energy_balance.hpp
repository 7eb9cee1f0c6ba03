/// \file Putting a final state on the energy shell.
#pragma once

#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// Changes the momenta of `products` so that they add up to `total`: in its rest frame the sum of the momenta is shared
/// out by energy and all are then scaled by one factor. False, and no change, when the masses alone are too much, or
/// fewer than two products are given; false, too, when the momenta could not be brought to balance (all at rest): they
/// are changed then, and the caller draws anew. Thread-safe.
[[nodiscard]] bool balance_energy(const FourVector& total, Products& products);

}  // namespace wirebench::nuclear
