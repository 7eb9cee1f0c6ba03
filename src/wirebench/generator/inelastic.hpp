/// \file Inelastic scattering off the quarks of a nucleon, from the one-pion threshold to deep inelastic.
#pragma once

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// d2 sigma / dW dQ2, 1e-38 cm2 / GeV3, of scattering on the quarks of a free nucleon at rest; 0 outside the kinematic
/// limits. Leading-order quark model with the low-Q2 scaling variable and factors of A. Bodek and U. K. Yang,
/// hep-ex/0308007, on the densities of parton_densities.hpp (their fit is on GRV98); no charm; isospin symmetry.
/// Valid for: W above nucleon and pion; sensible in shape from W = 1.4 GeV. Thread-safe.
[[nodiscard]] double inelastic_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                                             double q2_gev2) noexcept;

/// The same times the share that is not resonant, below the resonance limit of weak_constants.hpp: the multiplicities
/// of hadronization.hpp with one and two pions are weighted by 0.0077 and 0.788 (neutrino on proton and its mirror),
/// 0.128 and 2.115 (neutrino on neutron and its mirror). 0 above the limit.
[[nodiscard]] double background_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                                              double q2_gev2) noexcept;

}  // namespace wirebench::generator
