/// \file Coherent production of one pion, the nucleus staying in its ground state.
#pragma once

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Slope (GeV^-2) of the distribution exp(-b t) in the squared momentum t given to argon: b = R^2 / 3, R = A^(1/3) fm.
[[nodiscard]] double coherent_slope() noexcept;

/// Range of t, GeV2, for energy transfer and Q2 given, the pion on its mass shell.
struct TransferRange {
  double low = 0.0;
  double high = 0.0;
};
[[nodiscard]] TransferRange coherent_transfer_range(double energy_transfer_gev, double q2_gev2,
                                                    double pion_mass_gev) noexcept;

/// Shape of d2 sigma / dQ2 dy, integrated over t, arbitrary normalisation; 0 outside the kinematic limits.
/// Source: D. Rein and L. M. Sehgal, Nucl. Phys. B223 (1983) 29 (axial mass 1 GeV, real part 0.3 of the imaginary
/// one), with the correction for the muon's mass of hep-ph/0606185; pion-nucleon cross sections as in
/// hadron_cross_sections.hpp. Neutrinos and antineutrinos alike. Thread-safe.
[[nodiscard]] double coherent_pion_shape(const Probe& probe, double energy_gev, double y, double q2_gev2) noexcept;

}  // namespace wirebench::generator
