#include "wirebench/transport/embedded/em/annihilation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {

double annihilation_per_mm(const LiquidArgon& argon, double kinetic) noexcept {
  const double tau = std::max(kinetic, 1.0e-6) / k_electron_mass;  // the cross section of slow ones goes with 1 / speed
  const double gamma = tau + 1.0;
  const double momentum_squared = tau * (tau + 2.0);
  const double momentum = std::sqrt(momentum_squared);
  const double bracket = ((gamma * gamma + 4.0 * gamma + 1.0) * std::log(gamma + momentum) - (gamma + 3.0) * momentum) /
                         (momentum_squared * (gamma + 1.0));
  return argon.electrons_per_mm3() * std::numbers::pi * k_electron_radius * k_electron_radius * bracket;
}

AnnihilationPhoton sample_annihilation(double kinetic, RandomStream& random) noexcept {
  const double tau = kinetic / k_electron_mass;
  const double gamma = tau + 1.0;
  const double momentum = std::sqrt(tau * (tau + 2.0));
  const double half_width = 0.5 * std::sqrt(tau / (tau + 2.0));
  const double least = 0.5 - half_width;  // of the photon's share of the energy
  const double log_ratio = std::log((0.5 + half_width) / least);
  double share = 0.0;
  do {
    share = least * std::exp(log_ratio * random.uniform());
  } while (random.uniform() > 1.0 - share + (2.0 * gamma * share - 1.0) / (share * (gamma + 1.0) * (gamma + 1.0)));
  const double cosine = (share * (gamma + 1.0) - 1.0) / (share * momentum);
  return {share * (kinetic + 2.0 * k_electron_mass), std::clamp(cosine, -1.0, 1.0)};
}

}  // namespace wirebench::transport::embedded
