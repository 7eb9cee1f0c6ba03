/// \file Quasi-elastic and neutral-current elastic scattering on a free nucleon.
#pragma once

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Elastic form factors of one transition, dimensionless.
struct FormFactors {
  double dirac = 0.0;         ///< F1
  double pauli = 0.0;         ///< xi F2
  double axial = 0.0;         ///< F_A, negative
  double pseudoscalar = 0.0;  ///< F_P
};

/// Vector form factors: dipole with mass 0.84 GeV, neutron electric form factor of Galster et al., Nucl. Phys. B32
/// (1971) 221; axial dipole with mass 0.99 GeV. Strange quarks are left out of the neutral current.
/// Precondition: q2_gev2 >= 0; for a charged current the nucleon must be able to take the charge.
[[nodiscard]] FormFactors form_factors(const Probe& probe, Nucleon nucleon, double q2_gev2) noexcept;

/// Differential cross section d sigma / d Q2, 1e-38 cm2 / GeV2, on a free nucleon at rest; 0 outside the kinematic
/// limits and for a transition that does not exist (neutrino on proton by the charged current, and so on).
/// Source: C. H. Llewellyn Smith, Phys. Rept. 3 (1972) 261, equations 3.18 and 3.22, lepton mass kept.
/// Valid for: any energy above threshold. Thread-safe.
[[nodiscard]] double quasi_elastic_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev,
                                                 double q2_gev2) noexcept;

/// Share of the transitions at momentum transfer `q_gev` that the exclusion principle leaves in a Fermi gas of
/// momentum `fermi_gev`: 1.5 x - 0.5 x^3 with x = q / (2 k_F), 1 above x = 1.
[[nodiscard]] double fermi_gas_factor(double q_gev, double fermi_gev) noexcept;

/// Fermi momentum, GeV, of the uniform gas that the total quasi-elastic cross sections are suppressed with.
inline constexpr double k_uniform_fermi_momentum = 0.259;

}  // namespace wirebench::generator
