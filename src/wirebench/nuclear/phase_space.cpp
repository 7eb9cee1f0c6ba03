#include "wirebench/nuclear/phase_space.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "wirebench/core/contract.hpp"

namespace wirebench::nuclear {
namespace {

constexpr std::size_t k_most_relativistic = 9;

/// Kinetic energies of the shrinking systems as fractions of the whole, relativistic phase space by rejection:
/// fraction[i] belongs to the first i + 1 particles.
void sample_relativistic(double kinetic, std::span<const double> masses, RandomStream& random,
                         std::span<double> fraction) noexcept {
  const std::size_t n = masses.size();
  // Every momentum is largest where all the kinetic energy is in one split: an upper bound of the weight.
  double bound = 1.0;
  double below = masses[0];
  for (std::size_t i = 1; i < n; ++i) {
    bound *= two_body_momentum(kinetic + below + masses[i], below, masses[i]);
    below += masses[i];
  }
  constexpr int most_tries = 10'000;
  for (int trial = 0; trial < most_tries; ++trial) {
    fraction[0] = 0.0;
    for (std::size_t i = 1; i + 1 < n; ++i) fraction[i] = random.uniform();
    std::sort(fraction.begin() + 1, fraction.begin() + static_cast<std::ptrdiff_t>(n) - 1);
    fraction[n - 1] = 1.0;
    double weight = 1.0;
    double sum = masses[0];
    for (std::size_t i = 1; i < n; ++i) {
      const double inner = sum + fraction[i - 1] * kinetic;
      sum += masses[i];
      weight *= two_body_momentum(sum + fraction[i] * kinetic, inner, masses[i]);
    }
    if (random.uniform() * bound < weight) return;
  }
}

/// The same without relativity: the fraction kept by k of k + 1 particles has the density sqrt(x^(3k-5) (1-x)).
void sample_slow(std::span<const double> masses, RandomStream& random, std::span<double> fraction) noexcept {
  const std::size_t n = masses.size();
  fraction[n - 1] = 1.0;
  for (std::size_t k = n - 1; k > 0; --k) {
    if (k == 1) {
      fraction[0] = 0.0;
      break;
    }
    const double power = 3.0 * static_cast<double>(k) - 5.0;
    const double peak = power / (power + 1.0);
    const double highest = 0.5 * (power * std::log(peak) + std::log(1.0 - peak));
    double x = peak;
    do {
      x = random.uniform();
    } while (x <= 0.0 || std::log(1.0 - random.uniform()) > 0.5 * (power * std::log(x) + std::log1p(-x)) - highest);
    fraction[k - 1] = x * fraction[k];
  }
}

}  // namespace

Vector3 isotropic_direction(RandomStream& random) noexcept {
  // G. Marsaglia, Ann. Math. Stat. 43 (1972) 645: a point in the unit disc; no trigonometry.
  double u = 0.0;
  double v = 0.0;
  double squared = 0.0;
  do {
    u = random.uniform(-1.0, 1.0);
    v = random.uniform(-1.0, 1.0);
    squared = u * u + v * v;
  } while (squared >= 1.0);
  const double factor = 2.0 * std::sqrt(1.0 - squared);
  return {u * factor, v * factor, 1.0 - 2.0 * squared};
}

Vector3 point_in_ball(RandomStream& random) noexcept {
  Vector3 point;
  do {
    point = {random.uniform(-1.0, 1.0), random.uniform(-1.0, 1.0), random.uniform(-1.0, 1.0)};
  } while (dot(point, point) > 1.0);
  return point;
}

double two_body_momentum(double mass, double first, double second) noexcept {
  const double sum = first + second;
  const double difference = first - second;
  const double product = (mass - sum) * (mass + sum) * (mass - difference) * (mass + difference);
  return product > 0.0 ? std::sqrt(product) / (2.0 * mass) : 0.0;
}

std::pair<FourVector, FourVector> decay_in_two(const FourVector& system, double first, double second,
                                               const Vector3& direction) noexcept {
  const double momentum = two_body_momentum(system.mass(), first, second);
  const FourVector one = boosted(FourVector::on_shell(first, momentum * direction), velocity(system));
  return {one, system - one};
}

std::pair<FourVector, FourVector> decay_in_two(const FourVector& system, double first, double second,
                                               RandomStream& random) noexcept {
  return decay_in_two(system, first, second, isotropic_direction(random));
}

void decay_in_many(const FourVector& system, std::span<const double> masses, RandomStream& random,
                   std::span<FourVector> out) noexcept {
  const std::size_t n = masses.size();
  WIREBENCH_EXPECT(n >= 2 && n <= k_most_bodies && out.size() == n);
  const double total = std::accumulate(masses.begin(), masses.end(), 0.0);
  const double kinetic = std::max(0.0, system.mass() - total);
  std::array<double, k_most_bodies> fraction{};
  if (n <= k_most_relativistic) {
    sample_relativistic(kinetic, masses, random, std::span{fraction}.first(n));
  } else {
    sample_slow(masses, random, std::span{fraction}.first(n));
  }
  FourVector rest = system;
  double mass_left = total;
  for (std::size_t k = n - 1; k > 0; --k) {
    mass_left -= masses[k];
    const double inner = k == 1 ? masses[0] : mass_left + fraction[k - 1] * kinetic;
    const auto [one, other] = decay_in_two(rest, masses[k], inner, random);
    out[k] = one;
    rest = other;
  }
  out[0] = rest;
}

}  // namespace wirebench::nuclear
