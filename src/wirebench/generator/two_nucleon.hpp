/// \file Knock-out of two nucleons by the exchange currents between them.
#pragma once

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Shape of d2 sigma / dW dQ2 on a pair of nucleons at rest, arbitrary normalisation, W the mass of the pair after;
/// 0 outside the kinematic limits.
/// Model: the transverse vector part of elastic scattering on a body of two nucleon masses, Gaussian in W around
/// 2.15 GeV (width 0.05 GeV) and with the form factor Q2 (1 + Q2 / 0.4 GeV2)^-8: the empirical model of T. Katori,
/// arXiv:1304.6014, with the parameters of GENIE 3. Neutrinos and antineutrinos alike. Thread-safe.
[[nodiscard]] double two_nucleon_shape(const Probe& probe, double energy_gev, double w_gev, double q2_gev2) noexcept;

/// Share of the pairs that are one proton and one neutron (same source).
inline constexpr double k_mixed_pairs = 0.8;

}  // namespace wirebench::generator
