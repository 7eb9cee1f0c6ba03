/// \file Energy and momentum, MeV.
#pragma once

#include <cmath>

#include "wirebench/core/vector3.hpp"

namespace wirebench::nuclear {

/// Energy and momentum of a particle or a system, MeV (c = 1).
struct FourVector {
  double energy = 0.0;  ///< total energy
  Vector3 momentum{};

  constexpr FourVector& operator+=(const FourVector& o) noexcept {
    return energy += o.energy, momentum += o.momentum, *this;
  }
  constexpr FourVector& operator-=(const FourVector& o) noexcept {
    return energy -= o.energy, momentum -= o.momentum, *this;
  }
  friend constexpr FourVector operator+(FourVector a, const FourVector& b) noexcept { return a += b; }
  friend constexpr FourVector operator-(FourVector a, const FourVector& b) noexcept { return a -= b; }

  /// On the mass shell: `mass` and `momentum` in MeV.
  [[nodiscard]] static FourVector on_shell(double mass, const Vector3& momentum) noexcept {
    return {std::sqrt(mass * mass + dot(momentum, momentum)), momentum};
  }
  [[nodiscard]] constexpr double mass_squared() const noexcept { return energy * energy - dot(momentum, momentum); }
  /// Invariant mass; 0 for a space-like or light-like vector.
  [[nodiscard]] double mass() const noexcept { return std::sqrt(std::fmax(0.0, mass_squared())); }
};

[[nodiscard]] constexpr double dot(const FourVector& a, const FourVector& b) noexcept {
  return a.energy * b.energy - dot(a.momentum, b.momentum);
}

/// `v`, given in the rest frame of a system that moves with velocity `beta` (|beta| < 1), in the frame `beta` is given
/// in.
[[nodiscard]] inline FourVector boosted(const FourVector& v, const Vector3& beta) noexcept {
  const double beta_squared = dot(beta, beta);
  if (beta_squared <= 0.0) return v;
  const double gamma = 1.0 / std::sqrt(1.0 - beta_squared);
  const double along = dot(beta, v.momentum);
  const double factor = (gamma - 1.0) * along / beta_squared + gamma * v.energy;
  return {gamma * (v.energy + along), v.momentum + factor * beta};
}

/// Velocity of a system. Precondition: time-like with positive energy.
[[nodiscard]] constexpr Vector3 velocity(const FourVector& system) noexcept {
  return (1.0 / system.energy) * system.momentum;
}

}  // namespace wirebench::nuclear
