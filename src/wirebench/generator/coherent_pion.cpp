#include "wirebench/generator/coherent_pion.hpp"

#include <cmath>
#include <numbers>

#include "wirebench/generator/hadron_cross_sections.hpp"
#include "wirebench/generator/weak_constants.hpp"
#include "wirebench/nuclear/nuclide.hpp"

namespace wirebench::generator {
namespace {

constexpr double square(double x) noexcept {
  return x * x;
}

constexpr double k_real_part = 0.3;  // of the pion's forward amplitude, over the imaginary one
constexpr double k_nucleons = nuclear::k_argon40.nucleons;

}  // namespace

double coherent_slope() noexcept {
  return square(std::cbrt(k_nucleons) / weak::k_hbar_c) / 3.0;
}

TransferRange coherent_transfer_range(double energy_transfer_gev, double q2_gev2, double pion_mass_gev) noexcept {
  // The nucleus takes almost no energy, so the pion has all of the transfer.
  const double q = std::sqrt(square(energy_transfer_gev) + q2_gev2);
  const double pion = std::sqrt(std::fmax(0.0, square(energy_transfer_gev) - square(pion_mass_gev)));
  return {square(q - pion), square(q + pion)};
}

double coherent_pion_shape(const Probe& probe, double energy_gev, double y, double q2_gev2) noexcept {
  const double lepton = probe.lepton_mass_gev();
  const double transfer = y * energy_gev;
  const double pion_mass =
      1e-3 * nuclear::particle(probe.charged() ? nuclear::pdg::pi_plus : nuclear::pdg::pi_zero).mass;
  if (transfer <= pion_mass || energy_gev - transfer <= lepton || q2_gev2 <= 0.0) return 0.0;
  const double out = std::sqrt(square(energy_gev - transfer) - lepton * lepton);
  const double least = 2.0 * energy_gev * (energy_gev - transfer - out) - lepton * lepton;
  const double most = 2.0 * energy_gev * (energy_gev - transfer + out) - lepton * lepton;
  if (q2_gev2 < least || q2_gev2 > most) return 0.0;

  const PionNucleonCrossSections pion = mean_pion_nucleon_cross_sections(1e3 * (transfer - pion_mass));
  constexpr double millibarn = 0.1;  // fm2
  const double absorption =
      std::exp(-9.0 * std::cbrt(k_nucleons) * pion.inelastic_mb * millibarn / (16.0 * std::numbers::pi));
  const double slope = coherent_slope();
  const TransferRange t = coherent_transfer_range(transfer, q2_gev2, pion_mass);
  const double integral = (std::exp(-slope * t.low) - std::exp(-slope * t.high)) / slope;
  double lepton_factor = 1.0;
  if (probe.charged()) {
    const double edge = lepton * lepton * y / (1.0 - y);
    if (q2_gev2 < edge) return 0.0;
    const double pole = q2_gev2 + square(weak::k_pion_mass);
    lepton_factor = square(1.0 - 0.5 * edge / pole) + 0.25 * y * edge * (q2_gev2 - edge) / square(pole);
  }
  return (1.0 - y) / y * square(pion.total_mb) * (1.0 + square(k_real_part)) / square(1.0 + q2_gev2) * absorption *
         integral * lepton_factor;
}

}  // namespace wirebench::generator
