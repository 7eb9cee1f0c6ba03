/// \file Cross sections of hadrons on nucleons inside a nucleus, and what becomes of a hadron that interacts there.
#pragma once

#include <array>

#include "wirebench/generator/probe.hpp"

namespace wirebench::generator {

/// Total cross section, mb, of a hadron of kinetic energy `kinetic_mev` (laboratory) on a nucleon at rest.
/// Pions and nucleons: partial-wave tables of GENIE's intranuclear cascade (Arndt et al.), 15 to 990 MeV in steps of
/// 15 MeV, linear between, the end values outside; pi- mirrored by isospin, pi0 the mean of pi+ and pi-.
/// Positive kaons and K0 15 mb, negative ones and anti-K0 35 mb, hyperons 30 mb, eta 30 mb: rounded means of
/// measurements below 2 GeV (Review of Particle Physics, plots of cross sections); their energy dependence is left out.
/// 0 for everything else. Thread-safe.
[[nodiscard]] double hadron_nucleon_cross_section(nuclear::PdgCode hadron, Nucleon nucleon,
                                                  double kinetic_mev) noexcept;

/// Charge-averaged pion on the mean of proton and neutron.
struct PionNucleonCrossSections {
  double total_mb = 0.0;
  double inelastic_mb = 0.0;  ///< total minus elastic minus charge exchange, as PCAC models absorb with
};
[[nodiscard]] PionNucleonCrossSections mean_pion_nucleon_cross_sections(double kinetic_mev) noexcept;

/// What a hadron can do when it interacts in the nucleus, all of a cascade counted as one step.
enum class Fate : std::uint8_t {
  absorption,  ///< pion: gone, nucleons leave; nucleon: several nucleons leave
  charge_exchange,
  knock_out,  ///< scatters inelastically on one nucleon
  pion_production,
  elastic,  ///< off the nucleus as a whole: where the drawn fate is not possible
};

/// Shares of the first four fates among interacting pions or nucleons: they add up to 1.
/// Source: GENIE's effective model hA2018 (pions, titanium-48) and NA2016 (nucleons): tabulated at 50 to 1000 MeV,
/// linear in energy between, the end values outside. Kaons and hyperons only knock out. Thread-safe.
[[nodiscard]] std::array<double, 4> fate_shares(nuclear::PdgCode hadron, double kinetic_mev) noexcept;

}  // namespace wirebench::generator
