/// \file From energy deposits to electrons that leave the track.
#pragma once

#include "wirebench/core/units.hpp"
#include "wirebench/detector/recombination.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// Electrons of a deposit: energy / W x surviving fraction at the deposit's mean dE/dx (energy / step length).
/// The stopping power has a floor: below it, where no model was measured and Modified Box falls to zero, and for
/// deposits without a step length, the surviving fraction of the floor is taken.
/// Thread-safety: immutable.
class Ionization {
 public:
  /// `w` is the mean energy for one electron-ion pair; both it and the floor are above 0.
  Ionization(Recombination recombination, Energy w, StoppingPower floor) noexcept;

  /// Mean number of electrons (no fluctuation: the Fano spread of 1e4 electrons is 30, far below the noise).
  [[nodiscard]] double operator()(const transport::Deposit& deposit) const noexcept;

 private:
  Recombination recombination_;
  Energy w_;
  StoppingPower floor_;
};

}  // namespace wirebench::detector
