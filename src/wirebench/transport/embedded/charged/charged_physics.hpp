/// \file Energy loss and scattering of charged particles between collisions.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {

/// Ionisation by particles heavier than the electron: muons, charged hadrons, light nuclei.
/// "Restricted" means: losses to electrons below `cut` (kinetic, MeV); knock-on electrons above it are made one by one.
/// Thread-safe: const after construction.
class HeavyIonization {
 public:
  /// `mass` in MeV, `charge` in e (absolute value), `cut`: production cut of electrons, MeV.
  HeavyIonization(const LiquidArgon& argon, double mass, double charge, bool spin_half, double cut);

  /// Mean restricted loss, MeV/mm. Bethe with density effect, shell and Barkas corrections as far as they matter above
  /// 2 MeV per nucleon; below joined smoothly to proton stopping powers scaled by velocity and effective charge.
  [[nodiscard]] double restricted_loss(double kinetic) const noexcept;
  /// Range with that loss (continuous slowing down, restricted), mm, and its inverse.
  [[nodiscard]] double range(double kinetic) const noexcept;
  [[nodiscard]] double kinetic_at_range(double range) const noexcept;
  /// Knock-on electrons above the cut: macroscopic cross section, 1/mm, and a sampled kinetic energy, MeV.
  [[nodiscard]] double delta_per_mm(double kinetic) const noexcept;
  [[nodiscard]] double sample_delta(double kinetic, RandomStream& random) const noexcept;
  /// Largest energy transfer to an electron at rest, MeV.
  [[nodiscard]] double largest_transfer(double kinetic) const noexcept;
};

/// Straggling of the restricted loss of one step.
/// `mean_loss` MeV over `length` mm, `kinetic` before the step, `largest_transfer` = min(cut, Tmax). Returns the sampled
/// loss, >= 0 and <= kinetic, whose mean is `mean_loss`.
[[nodiscard]] double sample_loss(const LiquidArgon& argon, double mass, double charge, double kinetic, double mean_loss,
                                 double length, double largest_transfer, RandomStream& random) noexcept;

/// Multiple scattering over one step of a charged particle.
struct Scatter {
  Vector3 direction;      ///< new direction, in a frame whose z axis is the old one
  Vector3 displacement;   ///< end point minus the point straight ahead at `straight`, mm, same frame
  double straight = 0.0;  ///< distance along the old direction, mm; <= the path length
};
class MultipleScattering {
 public:
  MultipleScattering(const LiquidArgon& argon, double mass, double charge);
  /// `kinetic` before and `kinetic_end` after the step, MeV; `path` mm along the track.
  [[nodiscard]] Scatter sample(double kinetic, double kinetic_end, double path, RandomStream& random) const noexcept;
};

}  // namespace wirebench::transport::embedded
