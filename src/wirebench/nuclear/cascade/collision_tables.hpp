/// \file Cross sections of hadrons on single nucleons, total and by final state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/hadron.hpp"

namespace wirebench::nuclear::cascade {

/// Most particles a tabulated final state has.
inline constexpr std::size_t k_most_products = 9;

/// One final state. Its cross sections start at `offset` of the table's `partial` with the energy number
/// `first_energy`; below, it is closed.
struct Channel {
  std::uint8_t multiplicity;
  std::uint8_t first_energy;
  std::uint16_t offset;
  std::array<Hadron, k_most_products> products;
};

/// Cross sections (mb) by kinetic energy (GeV) of the projectile in the nucleon's rest frame, linear between.
/// `channels` are in the order of `first_energy`.
struct CollisionTable {
  std::span<const double> energies;
  std::span<const float> total;
  std::span<const float> partial;
  std::span<const Channel> channels;
};

/// Kinetic energies (GeV) of the tables of nucleons and pions, of kaons, of hyperons.
inline constexpr std::array<double, 27> k_table_energies{0.0, 0.01, 0.013, 0.018, 0.024, 0.032, 0.042, 0.056, 0.075,
                                                         0.1, 0.13, 0.18,  0.24,  0.32,  0.42,  0.56,  0.75,  1.0,
                                                         1.3, 1.8,  2.4,   3.2,   4.2,   5.6,   7.5,   10.0,  13.0};
inline constexpr std::array<double, 27> k_kaon_table_energies{0.0,  0.01, 0.02, 0.04, 0.06, 0.08, 0.11, 0.14, 0.21,
                                                              0.28, 0.36, 0.45, 0.53, 0.67, 0.80, 0.90, 0.99, 1.23,
                                                              1.47, 1.9,  2.4,  3.2,  4.2,  5.6,  7.5,  10.0, 13.0};
inline constexpr std::array<double, 31> k_hyperon_table_energies{
    0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 1.0, 1.5, 2.0,  2.5, 3.0,
    3.5, 4.0,  4.5, 5.0,  5.5, 6.0,  6.5, 7.0,  7.5, 8.0,  8.5, 9.0, 9.5, 10.0, 15.0};

namespace tables {
extern const CollisionTable proton_proton, neutron_proton;
extern const CollisionTable pi_plus_proton, pi_minus_proton, pi_zero_proton;
extern const CollisionTable k_plus_proton, k_plus_neutron, k_minus_proton, k_minus_neutron;
extern const CollisionTable lambda_proton, sigma_plus_proton, sigma_zero_proton, sigma_minus_proton;
}  // namespace tables

/// The table of a hadron on a nucleon; `mirrored` = the table is that of the charge-symmetric pair.
struct TableChoice {
  const CollisionTable* table = nullptr;
  bool mirrored = false;
};

/// Absent for hadrons without a table: antinucleons (annihilation.hpp), Xi and Omega, which pass through.
[[nodiscard]] std::optional<TableChoice> find_table(Hadron projectile, Hadron nucleon) noexcept;

/// Total cross section (mb) at `kinetic` MeV of the projectile in the nucleon's rest frame; above 13 GeV (hyperons: 15
/// GeV) the value there. Nucleons below 10 MeV: the fits of Stepanov used by Geant4's Bertini cascade. Known weakness:
/// below 400 MeV that cascade gives like nucleons the cross section of unlike ones and the other way round (863 and 302
/// mb at 10 MeV, where free unlike nucleons scatter some three times as strongly as like ones). It is kept, because
/// this project is held to Geant4; in a nucleus of about as many protons as neutrons it hardly shows.
[[nodiscard]] double total_cross_section(Hadron projectile, Hadron nucleon, double kinetic) noexcept;

/// Draws a final state with the probability of its cross section. Returns how many of `products` it has; 0 = none is
/// open.
[[nodiscard]] std::size_t sample_channel(Hadron projectile, Hadron nucleon, double kinetic, RandomStream& random,
                                         std::span<Hadron, k_most_products> products) noexcept;

}  // namespace wirebench::nuclear::cascade
