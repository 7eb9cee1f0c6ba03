#include "wirebench/nuclear/evaporation.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "wirebench/nuclear/emission_barrier.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear {
namespace {

struct Ejectile {
  Nuclide nuclide;
  PdgCode pdg;
  double statistical_weight;  // (2 s + 1) times the mass number
};

constexpr std::array<Ejectile, 6> k_ejectiles{{{k_neutron, pdg::neutron, 2.0},
                                               {k_proton, pdg::proton, 2.0},
                                               {k_deuteron, pdg::deuteron, 6.0},
                                               {k_triton, pdg::triton, 6.0},
                                               {k_helium3, pdg::helium3, 6.0},
                                               {k_alpha, pdg::alpha, 4.0}}};

constexpr double k_least_energy = 0.1;  // MeV above the barrier

/// The coefficients of the six ejectiles: d and t from the proton's, 3He from the alpha's (Dostrovsky et al.).
std::array<BarrierCoefficients, 6> barriers(int protons) {
  const BarrierCoefficients p = proton_barrier(protons);
  const BarrierCoefficients alpha = alpha_barrier(protons);
  return {
      {{0.0, 0.0}, p, {p.k + 0.06, 0.5 * p.c}, {p.k + 0.12, p.c / 3.0}, {alpha.k - 0.06, 4.0 / 3.0 * alpha.c}, alpha}};
}

bool is_nucleus(Nuclide n) {
  return n.nucleons > 1 && n.protons > 0 && n.protons < n.nucleons;
}

/// Kinetic energy above the barrier: density ~ x exp(2 sqrt(u (highest - x))), Dostrovsky et al., eq. 17.
double sample_energy(double u, double highest, RandomStream& random) {
  const double likeliest = (std::sqrt(u * highest + 0.25) - 0.5) / u;
  while (true) {
    const double x = random.uniform() * highest;
    const double exponent = 2.0 * std::sqrt(u * (highest - x)) - 2.0 * u * likeliest;
    if (random.uniform() * likeliest < x * std::exp(exponent)) return x;
  }
}

}  // namespace

bool evaporate(ExcitedNucleus& nucleus, RandomStream& random, Products& out) {
  const auto [z, a] = nucleus.nuclide;
  const double excitation = nucleus.excitation();
  const auto barrier = barriers(z);
  const double softening = barrier_softening(excitation);
  const double entropy = 2.0 * std::sqrt(k_level_density_per_nucleon * a * excitation);

  std::array<double, 6> height{};
  std::array<double, 6> highest{};  // kinetic energy above the barrier
  std::array<double, 6> width{};
  double sum = 0.0;
  for (std::size_t i = 0; i < k_ejectiles.size(); ++i) {
    const Nuclide part = k_ejectiles[i].nuclide;
    const Nuclide rest{z - part.protons, a - part.nucleons};
    if (!is_nucleus(rest)) continue;
    const double radius = std::cbrt(rest.nucleons);
    height[i] = 1.2 * z * part.protons * barrier[i].k * softening / (radius + std::cbrt(part.nucleons));
    highest[i] = excitation - separation_energy(nucleus.nuclide, part) - height[i] * a / rest.nucleons;
    if (!(highest[i] > k_least_energy)) continue;
    const double u = k_level_density_per_nucleon * rest.nucleons;
    width[i] = radius * radius * k_ejectiles[i].statistical_weight * (i == 0 ? neutron_factor(a) : 1.0 + barrier[i].c) *
               std::exp(std::fmin(50.0, 2.0 * std::sqrt(u * highest[i]) - entropy));
    sum += width[i];
  }
  if (!(sum > 0.0)) return false;

  const Vector3 frame = velocity(nucleus.momentum);
  constexpr int most_tries = 100;
  for (int trial = 0; trial < most_tries; ++trial) {
    double pick = sum * random.uniform();
    std::size_t i = 0;
    while (i + 1 < width.size() && (width[i] == 0.0 || pick >= width[i])) pick -= width[i++];
    if (width[i] == 0.0) continue;
    const Nuclide part = k_ejectiles[i].nuclide;
    const double u = k_level_density_per_nucleon * (a - part.nucleons);
    const double kinetic = height[i] + sample_energy(u, highest[i], random);
    const double mass = nuclear_mass(part);
    const double momentum = std::sqrt(kinetic * (kinetic + 2.0 * mass));
    const FourVector emitted = boosted(FourVector::on_shell(mass, momentum * isotropic_direction(random)), frame);
    const ExcitedNucleus rest = nucleus.without(part, emitted);
    // The recoil, too, takes energy: near the limit nothing may be left for it.
    if (rest.momentum.mass() < nuclear_mass(rest.nuclide)) continue;
    out.push_back({k_ejectiles[i].pdg, emitted});
    nucleus = rest;
    return true;
  }
  return false;
}

}  // namespace wirebench::nuclear
