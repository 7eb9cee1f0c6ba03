#include "wirebench/transport/embedded/embedded_tables.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include "wirebench/transport/embedded/charged/gauss_legendre.hpp"
#include "wirebench/transport/embedded/charged/stopping_power.hpp"
#include "wirebench/transport/embedded/physics.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;  // MeV
constexpr double k_highest = 1.0e5;
constexpr double k_no_cut = 1.0e6;

bool is_in_range(double energy) noexcept {
  return energy >= k_lowest && energy <= k_highest;
}

/// Mean free path of a macroscopic cross section in 1/mm; absent without the process.
std::optional<double> free_path(bool exists, double per_mm) noexcept {
  if (!exists) return std::nullopt;
  return per_mm > 0.0 ? 1.0 / per_mm : std::numeric_limits<double>::infinity();
}

double lepton_stopping(const Physics& physics, Lepton lepton, double kinetic) {
  const LeptonPhysics& tables = lepton == Lepton::electron ? physics.electron : physics.positron;
  const ElectronIonization unrestricted{physics.options.argon, lepton, k_no_cut};
  const double radiated = physics.options.processes.bremsstrahlung ? tables.bremsstrahlung.total_loss(kinetic) : 0.0;
  return unrestricted.restricted_loss(kinetic) + radiated;
}

double heavy_stopping(const Physics& physics, const HeavyPhysics& heavy, double kinetic) {
  const double radiated =
      heavy.radiation ? heavy.radiation->photon_loss(kinetic) + heavy.radiation->pair_loss(kinetic) : 0.0;
  return electronic_stopping(physics.options.argon, heavy.ionization.projectile(), kinetic) + radiated;
}

}  // namespace

std::optional<double> EmbeddedTables::photon_free_path(PhotonProcess process, double energy) const {
  if (!is_in_range(energy)) return std::nullopt;
  const ProcessSwitches& on = physics_.options.processes;
  const PhotonCrossSections::PerMm rates = physics_.photon(energy);
  switch (process) {
    case PhotonProcess::photoelectric: return free_path(on.photoelectric, rates.photoelectric);
    case PhotonProcess::compton: return free_path(on.compton, rates.compton);
    case PhotonProcess::conversion: return free_path(on.pair_production, rates.pair_production);
    case PhotonProcess::rayleigh: break;
  }
  return free_path(on.rayleigh, rates.total - rates.compton - rates.pair_production - rates.photoelectric);
}

std::optional<double> EmbeddedTables::hadron_inelastic_free_path(nuclear::PdgCode pdg, double kinetic) const {
  if (!is_in_range(kinetic) || tabulated(pdg) == Tabulated::none) return std::nullopt;
  return free_path(physics_.options.processes.hadron_inelastic, physics_.hadrons.inelastic_per_mm(pdg, kinetic));
}

std::optional<double> EmbeddedTables::hadron_elastic_free_path(nuclear::PdgCode pdg, double kinetic) const {
  if (!is_in_range(kinetic) || tabulated(pdg) == Tabulated::none) return std::nullopt;
  return free_path(physics_.options.processes.hadron_elastic, physics_.hadrons.elastic_per_mm(pdg, kinetic));
}

std::optional<double> EmbeddedTables::stopping_power(nuclear::PdgCode pdg, double kinetic) const {
  if (!is_in_range(kinetic)) return std::nullopt;
  if (pdg == nuclear::pdg::electron) return lepton_stopping(physics_, Lepton::electron, kinetic);
  if (pdg == nuclear::pdg::positron) return lepton_stopping(physics_, Lepton::positron, kinetic);
  const HeavyPhysics* heavy = physics_.find_heavy(pdg);
  if (heavy == nullptr) return std::nullopt;
  return heavy_stopping(physics_, *heavy, kinetic);
}

std::optional<double> EmbeddedTables::csda_range(nuclear::PdgCode pdg, double kinetic) const {
  const auto lowest_loss = stopping_power(pdg, k_lowest);
  if (!is_in_range(kinetic) || !lowest_loss) return std::nullopt;
  double range = 2.0 * k_lowest / *lowest_loss;  // the loss goes with the velocity below
  for (double low = k_lowest; low < kinetic; low *= 2.0) {
    range += integrate(std::log(low), std::log(std::fmin(2.0 * low, kinetic)), [&](double logarithm) {
      const double energy = std::exp(logarithm);
      return energy / stopping_power(pdg, energy).value();
    });
  }
  return range;
}

}  // namespace wirebench::transport::embedded
