/// \file Where nucleons are in argon-40 and how fast they move.
#pragma once

#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Woods-Saxon density, half-density radius 3.53 fm, surface 0.54 fm (H. de Vries et al., At. Data Nucl. Data Tables 36
/// (1987) 495), the same shape for protons and neutrons, and the local Fermi gas in it. Lengths in fm, momenta in MeV.
/// Thread-safe after construction.
class ArgonDensity {
 public:
  ArgonDensity();

  /// Nucleons of one kind per fm3; 0 beyond radius().
  [[nodiscard]] double density(Nucleon nucleon, double r_fm) const noexcept;
  /// Momentum up to which states are filled, MeV.
  [[nodiscard]] double fermi_momentum(Nucleon nucleon, double r_fm) const noexcept;
  /// A place, drawn from the density.
  [[nodiscard]] Vector3 position(RandomStream& random) const noexcept;
  /// Radius (fm) beyond which there is nothing.
  [[nodiscard]] static constexpr double radius() noexcept { return 9.0; }

 private:
  [[nodiscard]] double profile(double r_fm) const noexcept;  // of all nucleons, per fm3

  std::vector<double> profile_;     // at equal steps of r
  std::vector<double> cumulative_;  // of r2 times the density
};

/// A nucleon of the local Fermi gas.
struct BoundNucleon {
  Vector3 momentum;          ///< MeV
  double hole_energy = 0.0;  ///< MeV, excitation that its removal leaves: Fermi energy minus its kinetic energy
};
/// Draws one at `r_fm` (0 to ArgonDensity::radius()) from the centre, evenly in the Fermi sphere there. Thread-safe.
[[nodiscard]] BoundNucleon draw_bound_nucleon(const ArgonDensity& argon, Nucleon nucleon, double r_fm,
                                              RandomStream& random) noexcept;

}  // namespace wirebench::generator
