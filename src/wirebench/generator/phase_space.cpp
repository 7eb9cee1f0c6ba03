#include "wirebench/generator/phase_space.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {

using nuclear::FourVector;
using nuclear::isotropic_direction;
using nuclear::two_body_momentum;

double phase_space_point(double mass, std::span<const double> masses, RandomStream& random,
                         std::span<FourVector> out) noexcept {
  const std::size_t n = masses.size();
  WIREBENCH_EXPECT(n >= 2 && n <= k_most_bodies && out.size() == n);
  double sum = 0.0;
  for (const double m : masses) sum += m;
  const double kinetic = mass - sum;
  WIREBENCH_EXPECT(kinetic >= 0.0);

  // Masses of the systems of the first 1, 2, ... n bodies, from sorted random shares of the kinetic energy.
  std::array<double, k_most_bodies> shares{};
  for (std::size_t i = 1; i + 1 < n; ++i) shares[i] = random.uniform();
  std::sort(shares.begin() + 1, shares.begin() + static_cast<std::ptrdiff_t>(n) - 1);
  shares[n - 1] = 1.0;
  std::array<double, k_most_bodies> systems{};
  double partial = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    partial += masses[i];
    systems[i] = partial + (i == 0 ? 0.0 : shares[i] * kinetic);
  }
  systems[n - 1] = mass;

  // The largest product of decay momenta: each step with all the kinetic energy it could have.
  double weight = 1.0;
  double largest = 1.0;
  double low = masses[0];
  double high = kinetic + masses[0];
  for (std::size_t i = 1; i < n; ++i) {
    high += masses[i];
    largest *= two_body_momentum(high, low, masses[i]);
    low += masses[i];
  }
  out[0] = {masses[0], {}};
  for (std::size_t i = 1; i < n; ++i) {
    const double momentum = two_body_momentum(systems[i], systems[i - 1], masses[i]);
    weight *= momentum;
    const Vector3 axis = isotropic_direction(random);
    // The earlier bodies, at rest as a system so far, recoil against body i.
    const double recoil_energy = std::sqrt(systems[i - 1] * systems[i - 1] + momentum * momentum);
    const Vector3 recoil = (-momentum / recoil_energy) * axis;
    for (std::size_t k = 0; k < i; ++k) out[k] = boosted(out[k], recoil);
    out[i] = FourVector::on_shell(masses[i], momentum * axis);
  }
  return largest > 0.0 ? weight / largest : 1.0;
}

}  // namespace wirebench::generator
