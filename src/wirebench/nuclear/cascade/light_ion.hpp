/// \file Light nuclei as projectiles: their nucleons enter the target one by one.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/cascade/cascade.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear::cascade {

/// d, t, 3He or alpha. Its nucleons, all with the velocity of the whole and at positions drawn from its Gaussian density,
/// enter the target along straight lines; those that miss it go on. Their Fermi motion is left out.
/// Source of the point-nucleon radii (fm, rms): I. Angeli and K. P. Marinova, At. Data Nucl. Data Tables 99 (2013) 69, less
/// the proton's own.
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
  Nuclide nuclide_;
  FourVector nucleon_share_;  // four-momentum over the number of nucleons
  double kinetic_per_nucleon_ = 0.0;
  Vector3 way_;
};

}  // namespace wirebench::nuclear::cascade
