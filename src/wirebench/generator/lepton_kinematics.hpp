/// \file What energy and momentum conservation leave open when a neutrino turns a target into a system of mass W.
#pragma once

#include <cmath>
#include <optional>

namespace wirebench::generator {

/// A closed interval of four-momentum transfer squared, GeV2.
struct Q2Limits {
  double low = 0.0;
  double high = 0.0;
};

/// The reaction neutrino + target (mass M, at rest) -> lepton (mass m) + system of mass W, at neutrino energy E.
/// Units: GeV.
struct LeptonVertex {
  double energy_gev;
  double target_mass_gev;
  double lepton_mass_gev;

  [[nodiscard]] double invariant_mass() const noexcept {
    return std::sqrt(target_mass_gev * (target_mass_gev + 2.0 * energy_gev));
  }
  /// Largest W; below the target's mass nothing happens.
  [[nodiscard]] double largest_w() const noexcept { return invariant_mass() - lepton_mass_gev; }
  /// Range of Q2 at one W; nothing when W is out of reach.
  [[nodiscard]] std::optional<Q2Limits> q2_limits(double w_gev) const noexcept {
    const double total = invariant_mass();
    if (!(w_gev + lepton_mass_gev < total)) return std::nullopt;
    const double mass2 = lepton_mass_gev * lepton_mass_gev;
    const double neutrino = (total * total - target_mass_gev * target_mass_gev) / (2.0 * total);
    const double lepton = (total * total + mass2 - w_gev * w_gev) / (2.0 * total);
    const double momentum = std::sqrt(std::fmax(0.0, lepton * lepton - mass2));
    // The lower limit as a product: the difference of the two terms loses its digits for light leptons.
    const double high = -mass2 + 2.0 * neutrino * (lepton + momentum);
    const double low = mass2 > 0.0 ? -mass2 + 2.0 * neutrino * mass2 / (lepton + momentum) : 0.0;
    return Q2Limits{std::fmax(low, 0.0), high};
  }
  /// Energy lost by the neutrino, in the target's rest frame.
  [[nodiscard]] double energy_transfer(double w_gev, double q2_gev2) const noexcept {
    return (w_gev * w_gev - target_mass_gev * target_mass_gev + q2_gev2) / (2.0 * target_mass_gev);
  }
};

}  // namespace wirebench::generator
