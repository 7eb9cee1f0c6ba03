/// \file Neutrons below 20 MeV on argon: evaluated cross sections, excited levels, capture.
#pragma once

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/reaction.hpp"
#include "wirebench/transport/embedded/hadronic/argon_cross_sections.hpp"

namespace wirebench::transport::embedded {

/// Elastic and inelastic cross sections of neutrons with argon's own structure below 14 MeV: the 57 keV window (0.010
/// b), the resonances, averaged over 2 % of energy so that mean free paths are kept, and no inelastic scattering below
/// 1.4977 MeV, the threshold of the first level. From 20 MeV on Barashenkov's, joined in between.
/// Elastic: total less the other two. Total: ENDF/B-VIII.0 (MAT 1837 below 1 keV, natural argon above, joined to 10
/// keV). Inelastic: Barashenkov's 14 MeV value with the energy dependence of Geant4's BGG parametrisation (which has no
/// threshold) times the phase space sqrt(1 - E_threshold / E): no evaluated partial cross section was at hand; +-20 %.
/// Valid for: 1 meV to 100 GeV.
[[nodiscard]] CrossSectionNodes evaluated_neutron_nodes() noexcept;

/// Radiative capture, mb per nucleus, at `kinetic` MeV: 660 mb at 0.0253 eV (Mughabghab, Atlas of Neutron Resonances)
/// falling with 1/v to 1 keV, 2.55 mb at 30 keV (Maxwellian average: Beer et al., Phys. Rev. C 65 (2002) 045802), then
/// down to 0.5 mb at 5 to 14 MeV (order of magnitude: Bhike et al., Phys. Rev. C 89 (2014) 031602).
[[nodiscard]] double capture_cross_section(double kinetic) noexcept;

/// Laboratory energy a neutron needs to excite the first level of 40Ar, MeV: 1.46085 (1 + m_n / M).
inline constexpr double k_first_level_threshold = 1.4978;

/// Laboratory energy below which `scatter_from_levels` is used, MeV: the level scheme is complete to 4.3 MeV.
inline constexpr double k_discrete_levels_end = 4.4;

/// Inelastic scattering by the levels of 40Ar: neutron, gammas and the nucleus replace what `out` held. A level is
/// chosen with the weight (2 J + 1) times phase space, with angular momentum J - 2 for J > 2 (a compound nucleus made
/// with s and p waves); the neutron is isotropic in the centre of mass. Precondition: kinetic energy above the first
/// level's threshold.
void scatter_from_levels(const nuclear::Product& neutron, RandomStream& random, nuclear::Products& out);

/// Radiative capture: gammas and 41Ar replace what `out` held. The primary line goes to one of ten levels with the
/// intensities of thermal capture, 93 % of which are known (4745 keV in every second capture), renormalised; the
/// neutron's kinetic energy is added to it. The gammas and the recoil together carry exactly the 6.1 MeV and the
/// kinetic energy. Source: capture lines of Hardell and Beer, Phys. Scr. 1 (1970) 85 (evaluated in Nucl. Data Sheets
/// 133 (2016) 1).
void capture_neutron(const nuclear::Product& neutron, RandomStream& random, nuclear::Products& out);

}  // namespace wirebench::transport::embedded
