#include "wirebench/nuclear/particle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/nuclide.hpp"

namespace wirebench::nuclear {
namespace {

constexpr double k_stable = std::numeric_limits<double>::infinity();

// Masses and mean lives: Review of Particle Physics 2024 (S. Navas et al., Phys. Rev. D 110 (2024) 030001), summary
// tables; electron and nucleon masses CODATA 2022. Lives of eta and Sigma0 from their widths and rates.
constexpr double k_electron_mass = 0.51099895069;
constexpr double k_muon_mass = 105.6583755, k_muon_life = 2196.9811;
constexpr double k_tau_mass = 1776.93, k_tau_life = 2.903e-4;
constexpr double k_pion_mass = 139.57039, k_pion_life = 26.033;
constexpr double k_kaon_mass = 493.677, k_kaon_life = 12.380;
constexpr double k_neutral_kaon_mass = 497.611;
constexpr double k_proton_mass = 938.27208943, k_neutron_mass = 939.56542194, k_neutron_life = 878.4e9;
constexpr double k_lambda_mass = 1115.683, k_lambda_life = 0.2617;
constexpr double k_sigma_plus_mass = 1189.37, k_sigma_plus_life = 0.08018;
constexpr double k_sigma_zero_mass = 1192.642, k_sigma_zero_life = 7.4e-11;
constexpr double k_sigma_minus_mass = 1197.449, k_sigma_minus_life = 0.1479;
constexpr double k_xi_zero_mass = 1314.86, k_xi_zero_life = 0.290;
constexpr double k_xi_minus_mass = 1321.71, k_xi_minus_life = 0.1639;
constexpr double k_omega_mass = 1672.45, k_omega_life = 0.0821;

// pdg, name, mass, charge, mean life, baryon number, strangeness, electron, muon and tau number; in the order of codes.
constexpr std::array k_particles{
    ParticleData{-3334, "Omega+", k_omega_mass, 1, k_omega_life, -1, 3},
    ParticleData{-3322, "Xi0bar", k_xi_zero_mass, 0, k_xi_zero_life, -1, 2},
    ParticleData{-3312, "Xi+", k_xi_minus_mass, 1, k_xi_minus_life, -1, 2},
    ParticleData{-3222, "Sigma-bar", k_sigma_plus_mass, -1, k_sigma_plus_life, -1, 1},
    ParticleData{-3212, "Sigma0bar", k_sigma_zero_mass, 0, k_sigma_zero_life, -1, 1},
    ParticleData{-3122, "Lambdabar", k_lambda_mass, 0, k_lambda_life, -1, 1},
    ParticleData{-3112, "Sigma+bar", k_sigma_minus_mass, 1, k_sigma_minus_life, -1, 1},
    ParticleData{-2212, "pbar", k_proton_mass, -1, k_stable, -1},
    ParticleData{-2112, "nbar", k_neutron_mass, 0, k_neutron_life, -1},
    ParticleData{-321, "K-", k_kaon_mass, -1, k_kaon_life, 0, -1},
    ParticleData{-311, "K0bar", k_neutral_kaon_mass, 0, 0.0, 0, -1},
    ParticleData{-211, "pi-", k_pion_mass, -1, k_pion_life},
    ParticleData{-16, "nu_tau_bar", 0.0, 0, k_stable, 0, 0, 0, 0, -1},
    ParticleData{-15, "tau+", k_tau_mass, 1, k_tau_life, 0, 0, 0, 0, -1},
    ParticleData{-14, "nu_mu_bar", 0.0, 0, k_stable, 0, 0, 0, -1},
    ParticleData{-13, "mu+", k_muon_mass, 1, k_muon_life, 0, 0, 0, -1},
    ParticleData{-12, "nu_e_bar", 0.0, 0, k_stable, 0, 0, -1},
    ParticleData{-11, "e+", k_electron_mass, 1, k_stable, 0, 0, -1},
    ParticleData{11, "e-", k_electron_mass, -1, k_stable, 0, 0, 1},
    ParticleData{12, "nu_e", 0.0, 0, k_stable, 0, 0, 1},
    ParticleData{13, "mu-", k_muon_mass, -1, k_muon_life, 0, 0, 0, 1},
    ParticleData{14, "nu_mu", 0.0, 0, k_stable, 0, 0, 0, 1},
    ParticleData{15, "tau-", k_tau_mass, -1, k_tau_life, 0, 0, 0, 0, 1},
    ParticleData{16, "nu_tau", 0.0, 0, k_stable, 0, 0, 0, 0, 1},
    ParticleData{22, "gamma", 0.0, 0, k_stable},
    ParticleData{111, "pi0", 134.9768, 0, 8.43e-8},
    ParticleData{130, "K0L", k_neutral_kaon_mass, 0, 51.16},
    ParticleData{211, "pi+", k_pion_mass, 1, k_pion_life},
    ParticleData{221, "eta", 547.862, 0, 5.02e-10},
    ParticleData{310, "K0S", k_neutral_kaon_mass, 0, 0.08954},
    ParticleData{311, "K0", k_neutral_kaon_mass, 0, 0.0, 0, 1},
    ParticleData{321, "K+", k_kaon_mass, 1, k_kaon_life, 0, 1},
    ParticleData{2112, "n", k_neutron_mass, 0, k_neutron_life, 1},
    ParticleData{2212, "p", k_proton_mass, 1, k_stable, 1},
    ParticleData{3112, "Sigma-", k_sigma_minus_mass, -1, k_sigma_minus_life, 1, -1},
    ParticleData{3122, "Lambda", k_lambda_mass, 0, k_lambda_life, 1, -1},
    ParticleData{3212, "Sigma0", k_sigma_zero_mass, 0, k_sigma_zero_life, 1, -1},
    ParticleData{3222, "Sigma+", k_sigma_plus_mass, 1, k_sigma_plus_life, 1, -1},
    ParticleData{3312, "Xi-", k_xi_minus_mass, -1, k_xi_minus_life, 1, -2},
    ParticleData{3322, "Xi0", k_xi_zero_mass, 0, k_xi_zero_life, 1, -2},
    ParticleData{3334, "Omega-", k_omega_mass, -1, k_omega_life, 1, -3},
};
static_assert(std::ranges::is_sorted(k_particles, {}, &ParticleData::pdg));

constexpr std::array<std::string_view, 61> k_elements{
    "n",  "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na", "Mg", "Al", "Si", "P",
    "S",  "Cl", "Ar", "K",  "Ca", "Sc", "Ti", "V",  "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga",
    "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag",
    "Cd", "In", "Sn", "Sb", "Te", "I",  "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd"};
static_assert(k_elements.size() == k_most_nucleons + 1);

}  // namespace

std::optional<ParticleData> find_particle(PdgCode code) noexcept {
  if (is_nucleus(code)) {
    const int z = nucleus_charge(code);
    const int a = nucleus_mass_number(code);
    if (a < 1 || a > k_most_nucleons || z > a || code != 1'000'000'000 + z * 10'000 + a * 10) return std::nullopt;
    if (a == 1) return find_particle(nucleus_code(z, a));
    ParticleData nucleus;
    nucleus.pdg = code;
    nucleus.name = k_elements[static_cast<std::size_t>(z)];
    nucleus.mass = nuclear_mass({z, a});
    nucleus.charge = z;
    nucleus.mean_life = k_stable;
    nucleus.baryon_number = a;
    return nucleus;
  }
  const auto found = std::ranges::lower_bound(k_particles, code, {}, &ParticleData::pdg);
  if (found == k_particles.end() || found->pdg != code) return std::nullopt;
  return *found;
}

ParticleData particle(PdgCode code) noexcept {
  const auto data = find_particle(code);
  WIREBENCH_EXPECT(data.has_value());
  return *data;
}

std::string particle_name(PdgCode code) {
  const auto data = find_particle(code);
  if (!data) return fmt::format("pdg {}", code);
  if (is_nucleus(data->pdg)) return fmt::format("{}{}", data->name, data->baryon_number);
  return std::string{data->name};
}

}  // namespace wirebench::nuclear
