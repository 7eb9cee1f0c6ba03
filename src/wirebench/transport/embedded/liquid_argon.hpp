/// \file The medium: liquid argon.
#pragma once

#include "wirebench/core/units.hpp"

namespace wirebench::transport::embedded {

/// Liquid argon as a homogeneous medium. Lengths in mm, energies in MeV.
/// Sources: density, I: Geant4 11.4 `G4_lAr`; density effect: Sternheimer parameters of the liquid (LArSoft
/// detectorproperties); radiation length: Review of Particle Physics.
struct LiquidArgon {
  double density = 1.396e-3;          ///< g/mm3
  double mean_excitation = 188.0e-6;  ///< I, MeV
  // Sternheimer's density-effect parameters, x = log10(beta gamma).
  double sternheimer_a = 0.19559, sternheimer_k = 3.0, sternheimer_x0 = 0.2, sternheimer_x1 = 3.0;
  double sternheimer_c = 5.2146;

  static constexpr double charge_number = 18.0;
  static constexpr double molar_mass = 39.948;  ///< g/mol

  [[nodiscard]] constexpr double atoms_per_mm3() const noexcept { return density / molar_mass * 6.02214076e23; }
  [[nodiscard]] constexpr double electrons_per_mm3() const noexcept { return charge_number * atoms_per_mm3(); }
  [[nodiscard]] constexpr double radiation_length() const noexcept { return 19.55e-2 / density; }  ///< mm; 19.55 g/cm2

  /// Argon at temperature `kelvin` along the saturation line: rho = (1.928 - 0.00615 T/K) g/cm3 (LArSoft).
  [[nodiscard]] static LiquidArgon at(Temperature temperature) noexcept {
    LiquidArgon argon;
    argon.density = (1.928 - 0.00615 * temperature.in(units::kelvin)) * 1e-3;
    return argon;
  }
};

/// Density-effect correction delta(x = log10(beta gamma)).
/// Source: Sternheimer, Berger, Seltzer, At. Data Nucl. Data Tables 30 (1984) 261, eq. 1-3 (form of the PDG review).
[[nodiscard]] double density_effect(const LiquidArgon& argon, double beta_gamma) noexcept;

}  // namespace wirebench::transport::embedded
