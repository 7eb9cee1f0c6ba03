/// \file Decays of a system into particles that share its energy at random.
#pragma once

#include <span>
#include <utility>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/four_vector.hpp"

namespace wirebench::nuclear {

/// Unit vector, all directions equally likely.
[[nodiscard]] Vector3 isotropic_direction(RandomStream& random) noexcept;

/// Evenly spread over the ball of radius 1.
[[nodiscard]] Vector3 point_in_ball(RandomStream& random) noexcept;

/// Momentum (MeV) of either product where a system of mass `mass` decays at rest into `first` and `second` (MeV); 0
/// below the threshold.
[[nodiscard]] double two_body_momentum(double mass, double first, double second) noexcept;

/// Decay of `system` into two particles of the given masses, the first along `direction` in the system's rest frame.
/// The sum is `system` to rounding. Precondition: system.mass() >= first + second.
[[nodiscard]] std::pair<FourVector, FourVector> decay_in_two(const FourVector& system, double first, double second,
                                                             const Vector3& direction) noexcept;

/// The same in a random direction.
[[nodiscard]] std::pair<FourVector, FourVector> decay_in_two(const FourVector& system, double first, double second,
                                                             RandomStream& random) noexcept;

/// Most particles decay_in_many takes.
inline constexpr std::size_t k_most_bodies = 60;

/// Decay of `system` into masses.size() particles by phase space, written to `out` (of the same size).
/// Up to nine particles: relativistic (Raubold and Lynch; F. James, CERN 68-15), by rejection; more, which only
/// exploding nuclei make: non-relativistic (Kopylov). Precondition: 2 <= masses.size() <= k_most_bodies, system.mass()
/// not below the sum of the masses by more than rounding.
void decay_in_many(const FourVector& system, std::span<const double> masses, RandomStream& random,
                   std::span<FourVector> out) noexcept;

}  // namespace wirebench::nuclear
