/// \file What every charged particle needs to make a step, electrons and heavy ones alike.
#pragma once

#include <algorithm>
#include <cstddef>

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
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
                       while (i > first && GridPoint::node(i) > energy - window)
                         largest = std::max(largest, values.at_node(--i));
                       return largest;
                     }};
}

/// Where a particle ends whose way to rest is done in one step, from the exact moments of multiple scattering (Lewis,
/// Phys. Rev. 78 (1950) 526): mean depth along its direction, and mean square distance of the end point from there.
/// Thread-safe: const after construction.
class StoppingPlace {
 public:
  /// For kinetic energies up to `highest` MeV.
  StoppingPlace(const RangeTable& range, const MultipleScattering& scattering, double highest);
  /// End point relative to the start, mm; z along the direction. About the mean depth, even in a ball.
  [[nodiscard]] Vector3 sample(GridPoint kinetic, RandomStream& random) const noexcept;
  /// Mean depth, mm.
  [[nodiscard]] double depth(GridPoint kinetic) const noexcept { return depth_.at(kinetic); }

 private:
  EnergyTable depth_;
  EnergyTable ball_;  // radius of the ball with that mean square
};

/// Thread-safe: const after construction.
struct ChargedTables {
  ChargedTables(nuclear::PdgCode code, double its_mass, double its_charge, double its_final_range, RangeTable its_range,
                EnergyTable its_majorant, const MultipleScattering& its_scattering);

  nuclear::PdgCode pdg;
  double mass;           ///< MeV
  double charge;         ///< e, absolute value
  double final_range;    ///< mm: with less to go, the rest is one step
  RangeTable range;      ///< restricted to losses below the cuts
  EnergyTable majorant;  ///< of all interactions that end a step, 1/mm
  MultipleScattering scattering;
  StoppingPlace stopping_place;
};

}  // namespace wirebench::transport::embedded
