/// \file Constants of quantum electrodynamics.
#pragma once

namespace wirebench::transport::embedded {

// Source: CODATA 2022 and 2018, as in the Review of Particle Physics 2024.
inline constexpr double k_electron_mass = 0.51099895069;  ///< MeV
inline constexpr double k_fine_structure = 7.2973525693e-3;
inline constexpr double k_electron_radius = 2.8179403262e-12;             ///< classical, mm
inline constexpr double k_reduced_compton_wavelength = 3.8615926796e-10;  ///< of the electron, mm
inline constexpr double k_hbar_c = 1.973269804e-10;                       ///< MeV mm
inline constexpr double k_light_speed = 299.792458;                       ///< mm/ns
inline constexpr double k_square_mm_per_barn = 1.0e-22;

}  // namespace wirebench::transport::embedded
