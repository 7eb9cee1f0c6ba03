/// \file The nucleus that an interaction leaves behind, kept in balance while nucleons are taken out of it.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/generator/argon_density.hpp"
#include "wirebench/nuclear/deexcitation.hpp"
#include "wirebench/nuclear/nuclide.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::generator {

/// Starts as argon-40 at rest in its ground state. Its mass is always nuclear_mass(nuclide) + excitation, and the
/// excitation is the sum of the energies of the holes made so far: it is never negative. What a nucleon had inside
/// follows from that: its energy is what the nucleus lost, less than its mass by separation and hole energy.
class Remnant {
 public:
  Remnant() noexcept;

  [[nodiscard]] nuclear::Nuclide nuclide() const noexcept { return nuclide_; }
  [[nodiscard]] double excitation() const noexcept { return excitation_; }
  [[nodiscard]] const nuclear::FourVector& momentum() const noexcept { return momentum_; }
  [[nodiscard]] int protons() const noexcept { return nuclide_.protons; }
  [[nodiscard]] int neutrons() const noexcept { return nuclide_.nucleons - nuclide_.protons; }

  /// Takes a nucleon out; returns the four-momentum it had. Precondition: there is one, and another nucleon remains.
  [[nodiscard]] nuclear::FourVector remove(Nucleon nucleon, const BoundNucleon& state) noexcept;

  /// Gives the nucleus another momentum with the same internal energy, for scattering off it as a whole.
  void recoil_with(const Vector3& momentum) noexcept;

  /// Appends all that the nucleus leaves when it has lost its excitation.
  void deexcite(RandomStream& random, nuclear::Products& out) const;

 private:
  nuclear::Nuclide nuclide_;
  double excitation_ = 0.0;
  nuclear::FourVector momentum_;
};

}  // namespace wirebench::generator
