/// \file The particles wirebench knows: PDG codes, masses, charges, quantum numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wirebench::nuclear {

/// Monte Carlo particle number (Review of Particle Physics, "Monte Carlo particle numbering scheme").
/// Nuclei are 100ZZZAAA0.
using PdgCode = std::int32_t;

namespace pdg {
inline constexpr PdgCode electron = 11, positron = -11, gamma = 22;
inline constexpr PdgCode mu_minus = 13, mu_plus = -13;
inline constexpr PdgCode tau_minus = 15, tau_plus = -15;
inline constexpr PdgCode nu_e = 12, nu_e_bar = -12, nu_mu = 14, nu_mu_bar = -14, nu_tau = 16, nu_tau_bar = -16;
inline constexpr PdgCode pi_plus = 211, pi_minus = -211, pi_zero = 111, eta = 221;
inline constexpr PdgCode k_plus = 321, k_minus = -321, k_zero = 311, k_zero_bar = -311;
inline constexpr PdgCode k_zero_long = 130, k_zero_short = 310;
inline constexpr PdgCode proton = 2212, neutron = 2112, antiproton = -2212, antineutron = -2112;
inline constexpr PdgCode lambda = 3122, sigma_plus = 3222, sigma_zero = 3212, sigma_minus = 3112;
inline constexpr PdgCode xi_zero = 3322, xi_minus = 3312, omega_minus = 3334;
inline constexpr PdgCode deuteron = 1000010020, triton = 1000010030, helium3 = 1000020030, alpha = 1000020040;
inline constexpr PdgCode argon40 = 1000180400;
}  // namespace pdg

/// What does not change along a particle's way.
struct ParticleData {
  PdgCode pdg = 0;
  std::string_view name;   ///< "pi+"; of a nucleus the element's symbol (particle_name() adds the mass number)
  double mass = 0.0;       ///< MeV
  int charge = 0;          ///< e
  double mean_life = 0.0;  ///< ns; infinity = stable here (all nuclei are); 0 = K0 and its antiparticle, mixtures
                           ///< of the long and the short one that have no life of their own
  int baryon_number = 0;
  int strangeness = 0;
  int electron_number = 0;  ///< lepton family numbers
  int muon_number = 0;
  int tau_number = 0;
};

/// Data of a particle or nucleus (ground states of up to k_most_nucleons, mass from nuclide.hpp); absent for an unknown
/// code.
/// Source: Review of Particle Physics 2024, summary tables. Thread-safe.
[[nodiscard]] std::optional<ParticleData> find_particle(PdgCode code) noexcept;

/// The same where the code is known to be one of wirebench's. Precondition: find_particle(code) has a value.
[[nodiscard]] ParticleData particle(PdgCode code) noexcept;

[[nodiscard]] constexpr bool is_nucleus(PdgCode code) noexcept {
  return code >= 1'000'000'000;
}
[[nodiscard]] constexpr int nucleus_charge(PdgCode code) noexcept {
  return (code / 10'000) % 1000;
}
[[nodiscard]] constexpr int nucleus_mass_number(PdgCode code) noexcept {
  return (code / 10) % 1000;
}
/// Code of the nucleus with `z` protons and `a` nucleons; hydrogen-1 and a lone neutron have their particles' codes.
[[nodiscard]] constexpr PdgCode nucleus_code(int z, int a) noexcept {
  if (a == 1) return z == 1 ? pdg::proton : pdg::neutron;
  return 1'000'000'000 + z * 10'000 + a * 10;
}

/// "pi+", "Ar40", or "pdg 4122" for an unknown one: for messages and tables.
[[nodiscard]] std::string particle_name(PdgCode code);

}  // namespace wirebench::nuclear
