#include "wirebench/transport/embedded/em/photoelectric.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_k_edge = 3.2029e-3;                // MeV
constexpr double k_l_edges = 0.28e-3;                 // MeV, mean of L1 to L3
constexpr double k_k_share = 1.0 - 9312.0 / 84440.0;  // jump of the cross section at the edge (XCOM)

double sauter_cosine(double kinetic, RandomStream& random) noexcept {
  const double tau = kinetic / k_electron_mass;
  if (tau > 50.0) return 1.0;
  const double gamma = tau + 1.0;
  const double beta = std::sqrt(tau * (tau + 2.0)) / gamma;
  const double a = 1.0 / beta - 1.0;
  const double b = 0.5 * beta * gamma * tau * (gamma - 2.0);
  const double largest = 2.0 * (1.0 / a + b);
  for (;;) {
    const double r = random.uniform();
    const double nu = 2.0 * a / ((a + 2.0) * (a + 2.0) - 4.0 * r) * (2.0 * r + (a + 2.0) * std::sqrt(r));
    if (random.uniform() * largest <= (2.0 - nu) * (1.0 / (a + nu) + b)) return 1.0 - nu;
  }
}

}  // namespace

Photoelectron sample_photoelectron(double energy, RandomStream& random) noexcept {
  const bool from_k = energy > k_k_edge && random.uniform() < k_k_share;
  const double kinetic = std::max(0.0, energy - (from_k ? k_k_edge : k_l_edges));
  if (kinetic <= 0.0) return {};
  return {kinetic, sauter_cosine(kinetic, random)};
}

}  // namespace wirebench::transport::embedded
