/// \file What every charged particle needs to make a step, electrons and heavy ones alike.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/embedded/charged/charged_physics.hpp"
#include "wirebench/transport/embedded/energy_table.hpp"
#include "wirebench/transport/embedded/range_table.hpp"

namespace wirebench::transport::embedded {

/// The largest value of `function` that a particle can meet during a step that starts at an energy: over the energies
/// from `window` MeV below. It is what lets a step be sampled as if the cross section were constant (the surplus is
/// rejected at its end; Ivanchenko et al., "integral approach", Geant4 Physics Reference Manual).
template <class Function>
[[nodiscard]] EnergyTable majorant(double lowest, double window, const Function& function) {
  const EnergyTable values{lowest, function};
  const std::size_t first = GridPoint::of(lowest).index;
  return EnergyTable{lowest, [&](double energy) {
    std::size_t i = std::min(GridPoint::of(energy).index + 2, GridPoint::k_nodes);
    double largest = values.at_node(i);
    while (i > first && GridPoint::node(i) > energy - window) largest = std::max(largest, values.at_node(--i));
    return largest;
  }};
}

/// Thread-safe: const after construction.
struct ChargedTables {
  nuclear::PdgCode pdg;
  double mass;            ///< MeV
  double charge;          ///< e, absolute value
  double final_range;     ///< mm: with less to go, the rest is one step
  RangeTable range;       ///< restricted to losses below the cuts
  EnergyTable majorant;   ///< of all interactions that end a step, 1/mm
  MultipleScattering scattering;
};

}  // namespace wirebench::transport::embedded
