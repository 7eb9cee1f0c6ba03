/// \file Excitation of nucleon resonances on a free nucleon.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// One resonance of the model. Masses and widths in GeV.
struct Resonance {
  std::string_view name;
  double mass = 0.0;
  double width = 0.0;
  int orbital = 0;        ///< angular momentum of its decay into nucleon and pion
  int quanta = 0;         ///< oscillator quanta N of the quark model
  int twice_isospin = 1;  ///< 1 or 3
  double one_pion = 1.0;  ///< branching fractions of its decays: nucleon and pion,
  double eta = 0.0;       ///< nucleon and eta; the rest is nucleon and two pions
};

inline constexpr std::size_t k_resonance_count = 12;
/// The resonances below 1.73 GeV that the model has amplitudes for, but for N(1710); Delta(1232) first.
/// Source: Review of Particle Physics (masses, widths, branching fractions, rounded).
[[nodiscard]] const std::array<Resonance, k_resonance_count>& resonances() noexcept;

/// Contribution of each resonance to d2 sigma / dW dQ2, 1e-38 cm2 / GeV3, on a free nucleon at rest; zero outside the
/// kinematic limits and above the resonance limit of weak_constants.hpp.
/// Source: D. Rein and L. M. Sehgal, Ann. Phys. 133 (1981) 79: helicity cross sections, dynamical form factors of the
/// relativistic quark model (Feynman, Kislinger, Ravndal) and table II; resonances do not interfere, the non-resonant
/// background of that paper is left out, lepton masses only limit the phase space.
/// Valid for: neutrino energies from threshold to 10 GeV and beyond. Thread-safe.
[[nodiscard]] std::array<double, k_resonance_count> resonance_cross_sections(const Probe& probe, Nucleon nucleon,
                                                                             double energy_gev, double w_gev,
                                                                             double q2_gev2) noexcept;

/// Their sum.
[[nodiscard]] double resonance_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                                             double q2_gev2) noexcept;

}  // namespace wirebench::generator
