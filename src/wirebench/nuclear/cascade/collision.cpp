#include "wirebench/nuclear/cascade/collision.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/cascade/annihilation.hpp"
#include "wirebench/nuclear/cascade/collision_tables.hpp"
#include "wirebench/nuclear/cascade/scattering_angles.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr double k_most_cosine = 0.9999;

struct FinalState {
  std::array<Hadron, k_most_products> kinds{};
  std::array<double, k_most_products> masses{};
  std::array<double, k_most_products> magnitudes{};
  std::array<Vector3, k_most_products> momenta{};
  std::size_t size = 0;
};

double random_azimuth(RandomStream& random) noexcept {
  return 2.0 * std::numbers::pi * random.uniform();
}

bool triangle(double a, double b, double c) noexcept {
  return a <= b + c && b <= a + c && c <= a + b;
}

/// Magnitudes of all momenta but the last from the parametrisation, the last from what energy is left.
bool sample_magnitudes(FinalState& state, double mass, bool nucleons_collide, double kinetic,
                       RandomStream& random) noexcept {
  const std::size_t last = state.size - 1;
  constexpr int most_tries = 10;
  for (int trial = 0; trial < most_tries; ++trial) {
    double left = mass;
    std::size_t i = 0;
    for (; i < last; ++i) {
      const double p = sample_momentum(nucleons_collide, state.kinds[i], kinetic, random);
      left -= std::sqrt(p * p + state.masses[i] * state.masses[i]);
      if (!(left > state.masses[last])) break;
      state.magnitudes[i] = p;
    }
    if (i < last) continue;
    state.magnitudes[last] = std::sqrt((left - state.masses[last]) * (left + state.masses[last]));
    if (state.size > 3 || triangle(state.magnitudes[0], state.magnitudes[1], state.magnitudes[2])) return true;
  }
  return false;
}

/// Directions about `axis`, the projectile's: the last two balance the rest.
bool sample_directions(FinalState& state, const Vector3& axis, bool nucleons_collide, double kinetic,
                       RandomStream& random) noexcept {
  const auto emit = [&](std::size_t i, double cosine) {
    state.momenta[i] = state.magnitudes[i] * rotated_to(axis, direction(cosine, random_azimuth(random)));
  };
  Vector3 sum;
  std::size_t one = state.size - 2;
  std::size_t other = state.size - 1;
  if (state.size == 3) {
    emit(2, sample_three_body_cosine(nucleons_collide, state.kinds[2], kinetic, random));
    sum = state.momenta[2];
    one = 0;
    other = 1;
  } else {
    for (std::size_t i = 0; i < one; ++i) {
      emit(i, sample_many_body_cosine(state.kinds[i], state.magnitudes[i], random));
      sum += state.momenta[i];
    }
  }
  const double total = norm(sum);
  const double a = state.magnitudes[one];
  const double b = state.magnitudes[other];
  if (!(total > 0.0 && a > 0.0)) return false;
  const double cosine = -0.5 * (total * total + a * a - b * b) / (total * a);
  if (!(std::fabs(cosine) < k_most_cosine)) return false;
  state.momenta[one] = a * rotated_to((1.0 / total) * sum, direction(cosine, random_azimuth(random)));
  state.momenta[other] = -(sum + state.momenta[one]);
  return true;
}

bool make_many(FinalState& state, double mass, const Vector3& axis, bool nucleons_collide, double kinetic,
               RandomStream& random) noexcept {
  constexpr int most_tries = 10;
  for (int trial = 0; trial < most_tries; ++trial) {
    if (sample_magnitudes(state, mass, nucleons_collide, kinetic, random) &&
        sample_directions(state, axis, nucleons_collide, kinetic, random)) {
      return true;
    }
  }
  return false;
}

/// Puts the final state on the energy shell: the momenta, in the centre of mass, are scaled so that the energies add
/// up.
void write(const FinalState& state, const FourVector& system, Bodies& out) noexcept {
  const Vector3 frame = velocity(system);
  FourVector left = system;
  for (std::size_t i = 0; i + 1 < state.size; ++i) {
    const FourVector p = boosted(FourVector::on_shell(state.masses[i], state.momenta[i]), frame);
    out.push_back({state.kinds[i], p});
    left -= p;
  }
  out.push_back({state.kinds[state.size - 1], left});
}

bool scatter(const Body& projectile, const Body& nucleon, double kinetic, const FourVector& system, double mass_total,
             const Vector3& axis, RandomStream& random, Bodies& out) noexcept {
  const bool nucleons_collide = is_nucleon(projectile.hadron);
  FinalState state;
  constexpr int most_tries = 10;
  for (int trial = 0; trial < most_tries; ++trial) {
    state.size = sample_channel(projectile.hadron, nucleon.hadron, kinetic, random, state.kinds);
    if (state.size < 2) return false;
    double sum = 0.0;
    for (std::size_t i = 0; i < state.size; ++i) {
      state.masses[i] = mass(state.kinds[i]);
      sum += state.masses[i];
    }
    if (sum >= mass_total) continue;
    if (state.size == 2) {
      const double p = two_body_momentum(mass_total, state.masses[0], state.masses[1]);
      const double cosine =
          sample_two_body_cosine(projectile.hadron, nucleon.hadron, state.kinds[0], state.kinds[1], kinetic, p, random);
      state.momenta[0] = p * rotated_to(axis, direction(cosine, random_azimuth(random)));
      state.momenta[1] = -state.momenta[0];
    } else if (!make_many(state, mass_total, axis, nucleons_collide, kinetic, random)) {
      continue;
    }
    write(state, system, out);
    return true;
  }
  return false;
}

}  // namespace

double kinetic_energy_at_rest_of(const FourVector& target, const FourVector& projectile,
                                 double projectile_mass) noexcept {
  return std::fmax(0.0, dot(target, projectile) / target.mass() - projectile_mass);
}

bool collide(const Body& projectile, const Body& nucleon, RandomStream& random, Bodies& out) noexcept {
  WIREBENCH_EXPECT(is_nucleon(nucleon.hadron));
  out.clear();
  const FourVector system = projectile.momentum + nucleon.momentum;
  const double kinetic = kinetic_energy_at_rest_of(nucleon.momentum, projectile.momentum, mass(projectile.hadron));
  // The projectile's direction in the centre of mass is against the nucleon's.
  const Vector3 against = boosted(nucleon.momentum, -velocity(system)).momentum;
  const double size = norm(against);
  const Vector3 axis = size > 0.0 ? (-1.0 / size) * against : Vector3{0.0, 0.0, 1.0};
  if (is_antinucleon(projectile.hadron)) {
    return collide_antinucleon(projectile, nucleon, kinetic, system, axis, random, out);
  }
  return scatter(projectile, nucleon, kinetic, system, system.mass(), axis, random, out);
}

bool absorb(const Body& pion, Hadron first, Hadron second, const FourVector& pair, RandomStream& random,
            Bodies& out) noexcept {
  out.clear();
  const int protons = charge(pion.hadron) + charge(first) + charge(second);
  WIREBENCH_EXPECT(protons >= 0 && protons <= 2);
  const Hadron one = protons > 0 ? Hadron::p : Hadron::n;
  const Hadron other = protons > 1 ? Hadron::p : Hadron::n;
  const FourVector system = pion.momentum + pair;
  if (system.mass() <= mass(one) + mass(other)) return false;
  const auto [a, b] = decay_in_two(system, mass(one), mass(other), random);
  out.push_back({one, a});
  out.push_back({other, b});
  return true;
}

double absorption_cross_section(double kinetic) noexcept {
  const double e = kinetic / 1000.0;  // GeV
  if (e >= 1.0) return 0.0;
  if (e >= 0.3) return 3.6735 * (1.0 - e) * (1.0 - e);
  const double slow = std::fmax(e, 1.0e-4);
  return std::fmax(0.0, 0.1106 / std::sqrt(slow) - 0.8 + 0.08 / ((e - 0.123) * (e - 0.123) + 0.0056));
}

}  // namespace wirebench::nuclear::cascade
