#include "wirebench/transport/embedded/em/electron_ionization.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;  // MeV

/// Coefficients of Bhabha's cross section, y = 1 / (gamma + 1).
struct Bhabha {
  explicit Bhabha(double gamma) noexcept {
    const double y = 1.0 / (gamma + 1.0);
    const double w = 1.0 - 2.0 * y;
    b1 = 2.0 - y * y;
    b2 = w * (3.0 + y * y);
    b4 = w * w * w;
    b3 = b4 + w * w;
  }
  double b1, b2, b3, b4;
};

}  // namespace

ElectronIonization::ElectronIonization(const LiquidArgon& argon, Lepton lepton, double cut) noexcept
    : argon_{argon},
      lepton_{lepton},
      cut_{cut},
      strength_{2.0 * std::numbers::pi * k_electron_radius * k_electron_radius * k_electron_mass *
                argon.electrons_per_mm3()} {}

double ElectronIonization::restricted_loss(double kinetic) const noexcept {
  if (kinetic < k_lowest) return restricted_loss(k_lowest) * std::sqrt(kinetic / k_lowest);
  const double tau = kinetic / k_electron_mass;
  const double gamma = tau + 1.0;
  const double beta_squared = tau * (tau + 2.0) / (gamma * gamma);
  const double up = std::min(cut_, largest_transfer(kinetic)) / k_electron_mass;
  double f = 0.0;
  if (lepton_ == Lepton::electron) {
    f = -1.0 - beta_squared + std::log((tau - up) * up) + tau / (tau - up) +
        (0.5 * up * up + (2.0 * tau + 1.0) * std::log(1.0 - up / tau)) / (gamma * gamma);
  } else {
    const double y = 1.0 / (gamma + 1.0);
    const double up2 = up * up;
    const double up3 = up2 * up;
    f = std::log(tau * up) -
        beta_squared / tau *
            (tau + 2.0 * up -
             y * (1.5 * up2 + y * (up - up3 / 3.0 + y * (0.5 * up2 - tau * up3 / 3.0 + 0.25 * up2 * up2))));
  }
  const double excitation = argon_.mean_excitation / k_electron_mass;
  const double bracket = std::log(2.0 * (tau + 2.0) / (excitation * excitation)) + f -
                         density_effect(argon_, std::sqrt(tau * (tau + 2.0)));
  return strength_ / beta_squared * std::max(bracket, 0.0);
}

double ElectronIonization::delta_per_mm(double kinetic) const noexcept {
  if (largest_transfer(kinetic) <= cut_) return 0.0;
  const double x = cut_ / kinetic;
  const double gamma = kinetic / k_electron_mass + 1.0;
  const double gamma_squared = gamma * gamma;
  const double beta_squared = 1.0 - 1.0 / gamma_squared;
  double sum = 0.0;
  if (lepton_ == Lepton::electron) {
    const double c = (2.0 * gamma - 1.0) / gamma_squared;
    sum = ((1.0 - c) * (0.5 - x) + 1.0 / x - 1.0 / (1.0 - x) - c * std::log((1.0 - x) / x)) / beta_squared;
  } else {
    const Bhabha b{gamma};
    sum = (1.0 / x - 1.0) / beta_squared + b.b1 * std::log(x) + b.b2 * (1.0 - x) - b.b3 * (1.0 - x * x) / 2.0 +
          b.b4 * (1.0 - x * x * x) / 3.0;
  }
  return std::max(strength_ * sum / kinetic, 0.0);
}

double ElectronIonization::sample_delta(double kinetic, RandomStream& random) const noexcept {
  const double least = cut_ / kinetic;
  const double most = largest_transfer(kinetic) / kinetic;
  const double gamma = kinetic / k_electron_mass + 1.0;
  // Transfers from the Rutherford form 1 / x^2, kept with the ratio of the full cross section to it.
  const auto rutherford = [&] { return least * most / (most - (most - least) * random.uniform()); };
  if (lepton_ == Lepton::electron) {
    const double c = (2.0 * gamma - 1.0) / (gamma * gamma);
    const auto ratio = [c](double x) {
      const double rest = 1.0 - x;
      return 1.0 - c * x + x * x * (1.0 - c + (1.0 - c * rest) / (rest * rest));
    };
    const double largest = std::max(ratio(most), ratio(least));
    for (;;) {
      const double x = rutherford();
      if (random.uniform() * largest <= ratio(x)) return x * kinetic;
    }
  }
  const Bhabha b{gamma};
  const double beta_squared = 1.0 - 1.0 / (gamma * gamma);
  for (;;) {
    const double x = rutherford();
    if (random.uniform() <= 1.0 - beta_squared * x * (b.b1 - x * (b.b2 - x * (b.b3 - x * b.b4)))) return x * kinetic;
  }
}

}  // namespace wirebench::transport::embedded
