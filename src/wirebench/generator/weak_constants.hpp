/// \file Constants of the electroweak models, in the GeV units of the papers they come from.
#pragma once

namespace wirebench::generator::weak {

inline constexpr double k_fermi_constant = 1.16637e-5;  ///< GeV^-2
inline constexpr double k_vud = 0.97417;                ///< Review of Particle Physics
inline constexpr double k_sin2_weinberg = 0.2312;       ///< low-energy value, Review of Particle Physics
inline constexpr double k_hbar_c = 0.1973270;           ///< GeV fm
/// 1 GeV^-2 in the generator's unit of cross section, 1e-38 cm2.
inline constexpr double k_cross_section_unit = 3.893794e10;

inline constexpr double k_nucleon_mass = 0.938919;      ///< GeV, mean of proton and neutron
inline constexpr double k_pion_mass = 0.138039;         ///< GeV, isospin mean
inline constexpr double k_axial_coupling = 1.267;       ///< -F_A(0)
inline constexpr double k_axial_mass_elastic = 0.99;    ///< GeV, dipole of quasi-elastic scattering
inline constexpr double k_axial_mass_resonance = 1.12;  ///< GeV, dipole of resonance excitation
inline constexpr double k_vector_mass = 0.84;           ///< GeV
/// Hadronic mass (GeV) below which inelastic scattering is resonances and a weak background, above which it is
/// shallow and deep inelastic.
inline constexpr double k_resonance_limit = 1.7;

}  // namespace wirebench::generator::weak
