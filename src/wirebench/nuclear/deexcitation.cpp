#include "wirebench/nuclear/deexcitation.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/emission_barrier.hpp"
#include "wirebench/nuclear/evaporation.hpp"
#include "wirebench/nuclear/excited_nucleus.hpp"
#include "wirebench/nuclear/phase_space.hpp"
#include "wirebench/nuclear/pre_equilibrium.hpp"

namespace wirebench::nuclear {
namespace {

constexpr double k_rounding = 1.0e-7;         // MeV: less excitation than this is none
constexpr double k_least_gamma = 0.1;         // MeV: the last gamma takes what is left below this
constexpr double k_explosion_bindings = 3.0;  // excitation, in binding energies, at which a light nucleus flies apart
constexpr int k_lightest_heated = 6;          // nuclei with fewer nucleons have no level density to speak of

constexpr std::array<Nuclide, 6> k_parts{k_neutron, k_proton, k_deuteron, k_triton, k_helium3, k_alpha};

void finish(const ExcitedNucleus& nucleus, Products& out) {
  out.push_back({nucleus_code(nucleus.nuclide.protons, nucleus.nuclide.nucleons), nucleus.momentum});
}

bool one_kind_only(Nuclide n) {
  return n.protons == 0 || n.protons == n.nucleons;
}

/// All nucleons apart, by phase space.
void explode(const ExcitedNucleus& nucleus, RandomStream& random, Products& out) {
  const auto n = static_cast<std::size_t>(nucleus.nuclide.nucleons);
  if (n == 1) return finish(nucleus, out);
  std::array<double, k_most_nucleons> masses{};
  std::array<FourVector, k_most_nucleons> momenta;
  for (std::size_t i = 0; i < n; ++i) {
    masses[i] = nuclear_mass(static_cast<int>(i) < nucleus.nuclide.protons ? k_proton : k_neutron);
  }
  decay_in_many(nucleus.momentum, std::span{masses}.first(n), random, std::span{momenta}.first(n));
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back({static_cast<int>(i) < nucleus.nuclide.protons ? pdg::proton : pdg::neutron, momenta[i]});
  }
}

/// Splits in two ground states with the probability of two-body phase space; false when no split has the energy.
/// Both parts are then on their own.
bool split(ExcitedNucleus& nucleus, bool nucleons_only, RandomStream& random, Products& out) {
  const double mass = nucleus.momentum.mass();
  std::array<double, k_parts.size()> weight{};
  double sum = 0.0;
  for (std::size_t i = 0; i < k_parts.size(); ++i) {
    const Nuclide part = k_parts[i];
    if (nucleons_only && part.nucleons > 1) continue;
    const Nuclide rest{nucleus.nuclide.protons - part.protons, nucleus.nuclide.nucleons - part.nucleons};
    if (rest.nucleons < 1 || rest.protons < 0 || rest.protons > rest.nucleons) continue;
    const double first = nuclear_mass(part);
    const double second = nuclear_mass(rest);
    const double momentum = two_body_momentum(mass, first, second);
    if (momentum <= 0.0) continue;
    weight[i] = momentum * first * second / (first + second);
    sum += weight[i];
  }
  if (!(sum > 0.0)) return false;
  double pick = sum * random.uniform();
  std::size_t i = 0;
  while (i + 1 < weight.size() && (weight[i] == 0.0 || pick >= weight[i])) pick -= weight[i++];
  while (weight[i] == 0.0) --i;
  const Nuclide part = k_parts[i];
  const Nuclide rest{nucleus.nuclide.protons - part.protons, nucleus.nuclide.nucleons - part.nucleons};
  const auto [emitted, left] = decay_in_two(nucleus.momentum, nuclear_mass(part), nuclear_mass(rest), random);
  finish({part, emitted}, out);
  nucleus = {rest, left};
  return true;
}

/// Ground states that live no longer than a collision: nucleons of one kind, and those that gain by giving off a
/// nucleon or, light ones, a cluster.
void finish_ground_state(ExcitedNucleus nucleus, RandomStream& random, Products& out) {
  while (nucleus.nuclide.nucleons > 1) {
    if (one_kind_only(nucleus.nuclide)) return explode(nucleus, random, out);
    constexpr int heaviest_of_clusters = 12;
    if (!split(nucleus, nucleus.nuclide.nucleons > heaviest_of_clusters, random, out)) break;
  }
  finish(nucleus, out);
}

/// Gammas down to the ground state: spectrum E^4 exp(-E / T), the dipole strength of the giant resonance's tail times
/// the density of the levels reached, of the constant temperature of A. Gilbert and A. G. W. Cameron, Can. J. Phys. 43
/// (1965) 1446; as in Geant4's Bertini cascade.
void radiate(ExcitedNucleus& nucleus, RandomStream& random, Products& out) {
  const double ground = nuclear_mass(nucleus.nuclide);
  const double a = nucleus.nuclide.nucleons;
  const double matching = 2.5 + 150.0 / a;  // MeV
  const double temperature = 1.0 / (std::sqrt(k_level_density_per_nucleon * a / matching) - 1.25 / matching);
  double excitation = nucleus.excitation();
  while (excitation > k_rounding) {
    double energy = excitation;
    if (excitation > k_least_gamma) {
      const double likeliest = std::fmin(excitation, 4.0 * temperature);
      do {
        energy = excitation * random.uniform();
      } while (random.uniform() > std::pow(energy / likeliest, 4) * std::exp((likeliest - energy) / temperature));
      if (excitation - energy < k_least_gamma) energy = excitation;
    }
    const auto [gamma, rest] = decay_in_two(nucleus.momentum, 0.0, ground + excitation - energy, random);
    out.push_back({pdg::gamma, gamma});
    nucleus.momentum = rest;
    excitation -= energy;
  }
}

}  // namespace

void deexcite(Nuclide nuclide, double excitation, const FourVector& momentum, RandomStream& random, Products& out,
              const Excitons& excitons) {
  WIREBENCH_EXPECT(nuclide.nucleons >= 1 && nuclide.nucleons <= k_most_nucleons);
  WIREBENCH_EXPECT(excitation >= 0.0);
  WIREBENCH_EXPECT(std::fabs(momentum.mass() - nuclear_mass(nuclide) - excitation) < 1.0e-6);
  ExcitedNucleus nucleus{nuclide, momentum};
  const auto explodes = [](const ExcitedNucleus& n, int heaviest) {
    return one_kind_only(n.nuclide) ||
           (n.nuclide.nucleons <= heaviest && n.excitation() >= k_explosion_bindings * binding_energy(n.nuclide));
  };
  constexpr int heaviest_exploding = 20;
  constexpr int heaviest_exploding_in_equilibrium = 11;
  if (excitation > k_rounding) {
    if (explodes(nucleus, heaviest_exploding)) return explode(nucleus, random, out);
    nucleus = emit_before_equilibrium(nucleus, excitons, random, out);
    while (nucleus.excitation() > k_least_gamma) {
      if (explodes(nucleus, heaviest_exploding_in_equilibrium)) return explode(nucleus, random, out);
      const bool emitted = nucleus.nuclide.nucleons < k_lightest_heated ? split(nucleus, false, random, out)
                                                                        : evaporate(nucleus, random, out);
      if (!emitted) break;
    }
    radiate(nucleus, random, out);
  }
  finish_ground_state(nucleus, random, out);
}

}  // namespace wirebench::nuclear
