#include "wirebench/nuclear/cascade/collision_tables.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/units.hpp"

namespace wirebench::nuclear::cascade {
namespace {

struct Position {
  std::size_t lower;  // energy number
  double fraction;    // of the way to the next
};

Position locate(std::span<const double> energies, double energy) noexcept {
  const double e = std::clamp(energy, energies.front(), energies.back());
  std::size_t upper = 1;
  while (upper + 1 < energies.size() && e > energies[upper]) ++upper;
  return {upper - 1, (e - energies[upper - 1]) / (energies[upper] - energies[upper - 1])};
}

constexpr std::size_t k_most_channels = 320;

double in_gev(double kinetic) noexcept {
  return kinetic / units::gigaelectronvolt.value();
}

/// Nucleons of less than 10 MeV (`energy` in GeV), mb.
double slow_nucleon_cross_section(bool alike, double energy, double at_rest) noexcept {
  if (alike) {
    if (energy > 0.001) return (9.0692 - 0.0050574 / energy) / energy + 6.9466;
    return std::fmin(at_rest, 4.0 / std::fmax(energy, 1.0e-12));
  }
  if (energy > 0.001) return (3.0885 - 0.0011748 / energy) / energy + 5.3107;
  return std::fmin(at_rest, 1.92 / std::fmax(energy, 1.0e-12));
}

/// The order of the products matters (the last two balance the others): of the charged pions the positive come first in
/// the tables, and have to after mirroring.
void put_positive_pions_first(std::span<Hadron> products) noexcept {
  auto positive = std::ranges::count(products, Hadron::pip);
  for (Hadron& h : products) {
    if (h == Hadron::pip || h == Hadron::pim) h = positive-- > 0 ? Hadron::pip : Hadron::pim;
  }
}

}  // namespace

std::optional<TableChoice> find_table(Hadron projectile, Hadron nucleon) noexcept {
  // Everything is written for protons; neutrons are their mirrors unless both pairs have a table.
  const bool on_neutron = nucleon == Hadron::n;
  const Hadron h = on_neutron ? mirror(projectile) : projectile;
  switch (h) {
    case Hadron::p: return TableChoice{&tables::proton_proton, on_neutron};
    case Hadron::n: return TableChoice{&tables::neutron_proton, false};
    case Hadron::pip: return TableChoice{&tables::pi_plus_proton, on_neutron};
    case Hadron::pim: return TableChoice{&tables::pi_minus_proton, on_neutron};
    case Hadron::pi0: return TableChoice{&tables::pi_zero_proton, on_neutron};
    case Hadron::kp: return TableChoice{&tables::k_plus_proton, on_neutron};
    case Hadron::k0: return TableChoice{&tables::k_plus_neutron, !on_neutron};
    case Hadron::km: return TableChoice{&tables::k_minus_proton, on_neutron};
    case Hadron::k0b: return TableChoice{&tables::k_minus_neutron, !on_neutron};
    case Hadron::lam: return TableChoice{&tables::lambda_proton, on_neutron};
    case Hadron::sp: return TableChoice{&tables::sigma_plus_proton, on_neutron};
    case Hadron::s0: return TableChoice{&tables::sigma_zero_proton, on_neutron};
    case Hadron::sm: return TableChoice{&tables::sigma_minus_proton, on_neutron};
    default: return std::nullopt;
  }
}

double total_cross_section(Hadron projectile, Hadron nucleon, double kinetic) noexcept {
  const auto choice = find_table(projectile, nucleon);
  if (!choice) return 0.0;
  const CollisionTable& table = *choice->table;
  const double energy = in_gev(kinetic);
  constexpr double slow = 0.01;
  if (is_nucleon(projectile) && energy < slow) {
    return slow_nucleon_cross_section(projectile == nucleon, energy, static_cast<double>(table.total[0]));
  }
  const auto [lower, fraction] = locate(table.energies, energy);
  return std::lerp(static_cast<double>(table.total[lower]), static_cast<double>(table.total[lower + 1]), fraction);
}

std::size_t sample_channel(Hadron projectile, Hadron nucleon, double kinetic, RandomStream& random,
                           std::span<Hadron, k_most_products> products) noexcept {
  const auto choice = find_table(projectile, nucleon);
  if (!choice) return 0;
  const CollisionTable& table = *choice->table;
  const auto [lower, fraction] = locate(table.energies, in_gev(kinetic));
  const auto at = [&table](std::size_t i, const Channel& c) {
    return i < c.first_energy ? 0.0 : static_cast<double>(table.partial[c.offset + i - c.first_energy]);
  };
  WIREBENCH_ASSERT(table.channels.size() <= k_most_channels);
  std::array<double, k_most_channels> cumulative;
  double sum = 0.0;
  std::size_t count = 0;
  for (const Channel& c : table.channels) {
    if (c.first_energy > lower + 1) break;  // they are in the order of their thresholds
    sum += std::lerp(at(lower, c), at(lower + 1, c), fraction);
    cumulative[count++] = sum;
  }
  if (!(sum > 0.0)) return 0;
  const auto found = std::upper_bound(cumulative.begin(), cumulative.begin() + static_cast<std::ptrdiff_t>(count),
                                      sum * random.uniform());
  const auto number = std::min(static_cast<std::size_t>(found - cumulative.begin()), count - 1);
  const Channel* chosen = &table.channels[number];
  if (!choice->mirrored) {
    std::ranges::copy(chosen->products, products.begin());
  } else {
    std::ranges::transform(chosen->products, products.begin(), mirror);
    const auto all = products.first(chosen->multiplicity);
    put_positive_pions_first(all.subspan(all.front() == projectile ? 1 : 0));
  }
  return chosen->multiplicity;
}

}  // namespace wirebench::nuclear::cascade
