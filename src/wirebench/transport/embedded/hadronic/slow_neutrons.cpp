#include "wirebench/transport/embedded/hadronic/slow_neutrons.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/phase_space.hpp"
#include "wirebench/transport/embedded/hadronic/argon_levels.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::FourVector;
using nuclear::Product;
using nuclear::Products;

constexpr double k_thermal = 2.53e-8;        // MeV, 2200 m/s
constexpr double k_thermal_capture = 660.0;  // mb
constexpr std::array<CrossSectionNode, 9> k_fast_capture{{{1e-3, 3.3196},
                                                          {5e-3, 2.7},
                                                          {1e-2, 2.9},
                                                          {3e-2, 2.55},
                                                          {0.1, 1.5},
                                                          {0.5, 1.0},
                                                          {1.0, 0.8},
                                                          {5.0, 0.5},
                                                          {14.0, 0.5}}};

/// The lines from the capturing state: level of argon41_levels() it goes to, intensity per 100 captures.
constexpr std::array<GammaTransition, 10> k_primary_lines{{{2, 10.79},    // 5582 keV
                                                           {3, 0.242},    // 5064
                                                           {4, 51.2},     // 4745
                                                           {6, 9.11},     // 3700
                                                           {7, 3.91},     // 3366
                                                           {8, 3.72},     // 3150
                                                           {9, 1.02},     // 3089
                                                           {10, 8.00},    // 2772
                                                           {11, 4.09},    // 2131
                                                           {12, 0.93}}};  // 1829

FourVector with_target(const Product& neutron) {
  static const double target_mass = nuclear::nuclear_mass(nuclear::k_argon40);
  return neutron.momentum + FourVector{target_mass, {}};
}

}  // namespace

double capture_cross_section(double kinetic) noexcept {
  if (kinetic < k_fast_capture.front().kinetic) {
    return k_thermal_capture * std::sqrt(k_thermal / std::max(kinetic, 1e-12));
  }
  const double end = k_fast_capture.back().kinetic;
  const double inside = interpolate(k_fast_capture, kinetic);
  return kinetic > end ? inside * end / kinetic : inside;
}

void scatter_from_levels(const Product& neutron, RandomStream& random, Products& out) {
  const FourVector system = with_target(neutron);
  const LevelScheme scheme = argon40_levels();
  const double mass = nuclear::particle(nuclear::pdg::neutron).mass;
  const double ground = nuclear::nuclear_mass(scheme.nuclide);
  const double available = system.mass() - mass - ground;
  WIREBENCH_EXPECT(available > scheme.levels[1].energy);
  const auto weight = [&](std::size_t i) {
    const double left = available - scheme.levels[i].energy;
    if (i == 0 || left <= 0.0) return 0.0;
    const int wave = std::max(0, scheme.levels[i].twice_spin / 2 - 2);
    constexpr double barrier = 3.0;  // MeV, about hbar^2 / (2 m R^2) times 3 for argon
    return (scheme.levels[i].twice_spin + 1) * std::sqrt(left) * std::pow(left / (left + barrier), wave);
  };
  const std::size_t level = pick(scheme.levels.size(), weight, random);
  const auto [scattered, excited] = nuclear::decay_in_two(system, mass, ground + scheme.levels[level].energy, random);
  out.clear();
  out.push_back({nuclear::pdg::neutron, scattered});
  radiate_from_level(scheme, level, excited, random, out);
}

void capture_neutron(const Product& neutron, RandomStream& random, Products& out) {
  const FourVector system = with_target(neutron);
  const LevelScheme scheme = argon41_levels();
  const std::size_t line = pick(
      k_primary_lines.size(), [](std::size_t i) { return k_primary_lines[i].intensity; }, random);
  const std::size_t level = k_primary_lines[line].to;
  const double excited_mass = nuclear::nuclear_mass(scheme.nuclide) + scheme.levels[level].energy;
  const auto [gamma, rest] = nuclear::decay_in_two(system, 0.0, excited_mass, random);
  out.clear();
  out.push_back({nuclear::pdg::gamma, gamma});
  radiate_from_level(scheme, level, rest, random, out);
}

}  // namespace wirebench::transport::embedded
