/// \file Light nuclei as projectiles: their nucleons enter the target one by one.
#pragma once

#include <array>
#include <cstddef>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/cascade.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear::cascade {

/// d, t, 3He or alpha. Its nucleons, with positions and Fermi momenta drawn from harmonic-oscillator (deuteron:
/// Hulthen) wave functions, enter the target along straight lines; those that miss it go on. Their momenta along the
/// way are shortened by what binding and Fermi motion cost, so that the energies add up to the projectile's. Source of
/// the point-nucleon radii (fm, rms): I. Angeli and K. P. Marinova, At. Data Nucl. Data Tables 99 (2013) 69, less the
/// proton's own.
class LightIon {
 public:
  explicit LightIon(const Product& projectile);

  /// Slow ones (less than 17 MeV a nucleon, twice the binding) make a compound nucleus instead.
  [[nodiscard]] bool fuses_with(Nuclide target) const noexcept;
  /// Its nucleons as excitons, with a random number of holes.
  [[nodiscard]] Excitons excitons(RandomStream& random) const noexcept;
  /// At least one nucleon enters; the others are added as outgoing.
  void enter(Cascade& cascade, const NucleusZones& target, RandomStream& random) const;

 private:
  static constexpr std::size_t k_most = 4;
  using Momenta = std::array<FourVector, k_most>;

  [[nodiscard]] Hadron kind(std::size_t i) const noexcept;
  /// Of the nucleons, in the laboratory.
  [[nodiscard]] Momenta momenta(RandomStream& random) const noexcept;

  Nuclide nuclide_;
  FourVector momentum_;
  double kinetic_per_nucleon_ = 0.0;
  Vector3 way_;
};

}  // namespace wirebench::nuclear::cascade
