/// \file Bins of true neutrino energy that suit a sample.
#pragma once

#include <span>
#include <vector>

namespace wirebench::measure {

/// Edges in MeV, ascending, at whole multiples of a step of 1, 2, 2.5 or 5 times a power of ten, around all `energies`:
/// the narrowest step that gives at most `most` bins. The last edge is above every energy. Energies of one value give
/// one bin. Preconditions: at least one energy, all finite and above 0; most >= 2.
[[nodiscard]] std::vector<double> energy_edges(std::span<const double> energies, std::size_t most = 8);

/// Number of the bin [edges[i], edges[i + 1]) that `energy` is in. Precondition: it is in one.
[[nodiscard]] std::size_t energy_bin(std::span<const double> edges, double energy);

}  // namespace wirebench::measure
