/// \file What an excited nucleus throws off until it is in its ground state.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear {

/// Nucleons lifted above the Fermi energy and the holes they left: how far a nucleus is from equilibrium.
struct Excitons {
  int proton_particles = 0;
  int neutron_particles = 0;
  int proton_holes = 0;
  int neutron_holes = 0;

  [[nodiscard]] constexpr int particles() const noexcept { return proton_particles + neutron_particles; }
  [[nodiscard]] constexpr int holes() const noexcept { return proton_holes + neutron_holes; }
};

/// Appends to `out` all that `nuclide`, excited by `excitation` MeV (>= 0) and moving with `momentum`, leaves:
/// nucleons, light nuclei, gammas and the residual nucleus, which is in its ground state. Four-momentum, charge and
/// baryon number of what is appended are those of the excited nucleus. Light nuclei that have too much energy to be
/// bound, and nuclei that are not bound at all (5He, 8Be, two neutrons), fall apart.
///
/// With `excitons` the nucleus first emits fast nucleons before equilibrium (exciton model); without, or when
/// equilibrium is reached, it evaporates nucleons and light nuclei up to alpha particles and then radiates gammas.
/// Precondition: momentum.mass() == nuclear_mass(nuclide) + excitation to 1e-6 MeV; 1 <= A <= k_most_nucleons.
/// Thread-safe. Source: pre_equilibrium.hpp, evaporation.hpp.
void deexcite(Nuclide nuclide, double excitation, const FourVector& momentum, RandomStream& random, Products& out,
              const Excitons& excitons = {});

}  // namespace wirebench::nuclear
