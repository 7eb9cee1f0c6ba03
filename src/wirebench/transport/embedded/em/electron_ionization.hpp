/// \file Ionisation by electrons and positrons.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

enum class Lepton { electron, positron };

/// Collision loss to electrons below the cut, and knock-on electrons above it.
/// Sources: Berger and Seltzer, NASA SP-3012 (1964) and ICRU report 37 (1984); Moller, Ann. Phys. 406 (1932) 531;
/// Bhabha, Proc. R. Soc. A 154 (1936) 195. Valid from 1 keV; below, the loss is continued with sqrt(T).
/// Thread-safe: const.
class ElectronIonization {
 public:
  /// `cut`: kinetic energy above which knock-on electrons are made one by one, MeV.
  ElectronIonization(const LiquidArgon& argon, Lepton lepton, double cut) noexcept;

  /// Largest energy of a knock-on electron, MeV: half of T for electrons (the slower of the two counts as the
  /// knock-on).
  [[nodiscard]] double largest_transfer(double kinetic) const noexcept {
    return lepton_ == Lepton::electron ? 0.5 * kinetic : kinetic;
  }
  /// Mean loss to transfers below the cut, MeV/mm.
  [[nodiscard]] double restricted_loss(double kinetic) const noexcept;
  /// Knock-on electrons above the cut, 1/mm.
  [[nodiscard]] double delta_per_mm(double kinetic) const noexcept;
  /// Kinetic energy of one, MeV. Precondition: largest_transfer(kinetic) > cut.
  [[nodiscard]] double sample_delta(double kinetic, RandomStream& random) const noexcept;

 private:
  LiquidArgon argon_;
  Lepton lepton_;
  double cut_;
  double strength_;  // 2 pi r_e^2 m c^2 n_e, MeV/mm
};

}  // namespace wirebench::transport::embedded
