/// \file Constants of electromagnetic interactions, native units (mm, MeV).
#pragma once

namespace wirebench::transport::embedded::constants {

// Source: CODATA 2018 / Review of Particle Physics 2024, physical constants.
inline constexpr double electron_mass = 0.51099895;           ///< MeV
inline constexpr double muon_mass = 105.6583755;              ///< MeV
inline constexpr double proton_mass = 938.27208816;           ///< MeV
inline constexpr double fine_structure = 7.2973525693e-3;     ///< alpha
inline constexpr double hbar_c = 1.973269804e-10;             ///< MeV mm
inline constexpr double classical_radius = 2.8179403262e-12;  ///< of the electron, mm
inline constexpr double bohr_radius = 5.29177210903e-8;       ///< mm

/// 2 pi r_e^2 m_e c^2, MeV mm2: times the electron density and z^2 / beta^2 it is xi per mm (Landau's scale).
inline constexpr double two_pi_mc2_re2 =
    2.0 * 3.14159265358979323846 * electron_mass * classical_radius * classical_radius;

}  // namespace wirebench::transport::embedded::constants
