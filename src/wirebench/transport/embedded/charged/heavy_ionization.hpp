/// \file Ionisation by particles heavier than the electron.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/charged/binary_grid.hpp"
#include "wirebench/transport/embedded/charged/stopping_power.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Ionisation by particles heavier than the electron: muons, charged hadrons, light nuclei.
/// "Restricted" means: losses to electrons below `cut` (kinetic, MeV); knock-on electrons above it are made one by one.
/// Tabulated from 1 keV to 131 GeV; below, stopping goes with velocity. Thread-safe: const after construction.
class HeavyIonization {
 public:
  /// `mass` in MeV, `charge` in e (its sign only matters at the per-cent level: Barkas effect), `cut`: production cut
  /// of electrons, MeV.
  HeavyIonization(const LiquidArgon& argon, double mass, double charge, bool spin_half, double cut);

  /// Mean restricted loss, MeV/mm (electronic_stopping() less the knock-on electrons above the cut).
  [[nodiscard]] double restricted_loss(double kinetic) const noexcept;
  /// Range with that loss (continuous slowing down, restricted), mm, and its inverse.
  [[nodiscard]] double range(double kinetic) const noexcept;
  [[nodiscard]] double kinetic_at_range(double range) const noexcept;
  /// Knock-on electrons above the cut: macroscopic cross section, 1/mm, and a sampled kinetic energy, MeV.
  /// sample_delta: precondition largest_transfer(kinetic) > cut.
  [[nodiscard]] double delta_per_mm(double kinetic) const noexcept;
  [[nodiscard]] double sample_delta(double kinetic, RandomStream& random) const noexcept;
  /// Largest energy transfer to an electron at rest, MeV.
  [[nodiscard]] double largest_transfer(double kinetic) const noexcept;

  [[nodiscard]] double cut() const noexcept { return cut_; }
  [[nodiscard]] const Projectile& projectile() const noexcept { return projectile_; }

 private:
  struct Node {
    double range = 0.0;   // mm
    double loss = 0.0;    // MeV/mm
    double deltas = 0.0;  // 1/mm
  };

  [[nodiscard]] double knock_on_shape(double transfer, double kinetic, double largest) const noexcept;

  Projectile projectile_;
  double cut_;
  double xi_per_mm_;  // times 1/beta^2: xi, MeV/mm
  BinaryGrid grid_;
  std::vector<Node> nodes_;
  BinaryGrid range_grid_;
  std::vector<std::uint16_t> first_node_;  // for each cell of range_grid_: last node with range at or below its start
};

}  // namespace wirebench::transport::embedded
