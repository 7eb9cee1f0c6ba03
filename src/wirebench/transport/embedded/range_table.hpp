/// \file Range of a charged particle that loses energy continuously, and the energy left after a step.
#pragma once

#include "wirebench/transport/embedded/energy_table.hpp"

namespace wirebench::transport::embedded {

/// Loss, range and its inverse, from one function. Thread-safe: const after construction.
class RangeTable {
 public:
  /// `loss(kinetic in MeV)` in MeV/mm, > 0 from `lowest` MeV on; taken to go with sqrt(T) below.
  template <class Loss>
  RangeTable(double lowest, const Loss& loss)
      : loss_{lowest, loss}, range_{integrated(lowest)}, kinetic_{inverted(lowest)} {}

  [[nodiscard]] double loss(double kinetic) const noexcept { return loss_(kinetic); }
  [[nodiscard]] double range(double kinetic) const noexcept { return range_(kinetic); }
  [[nodiscard]] double loss(GridPoint point) const noexcept { return loss_.at(point); }
  [[nodiscard]] double range(GridPoint point) const noexcept { return range_.at(point); }
  /// Kinetic energy of the particle that has `range` mm to go.
  [[nodiscard]] double kinetic(double range) const noexcept { return kinetic_(range); }

  /// Mean loss over `step` mm < `range` = range(kinetic), MeV.
  [[nodiscard]] double mean_loss(double kinetic, GridPoint point, double range, double step) const noexcept;

 private:
  [[nodiscard]] EnergyTable integrated(double lowest) const;
  [[nodiscard]] EnergyTable inverted(double lowest) const;

  EnergyTable loss_;
  EnergyTable range_;
  EnergyTable kinetic_;  // over range in mm
};

}  // namespace wirebench::transport::embedded
