/// \file The engines set up as the reference runs were made.
#pragma once

#include <cstdint>

#include "wirebench/transport/embedded/options.hpp"
#include "wirebench/transport/geant4/geant4_engine.hpp"

namespace wirebench::validation {

/// Half the side of the cube of argon, mm: 30 m for single particles, 5 m for whole events.
inline constexpr double k_single_particle_box = 15000.0;
inline constexpr double k_event_box = 2500.0;

/// Geant4's reference: a cube of `half_side` mm, 3 mm steps, 0.7 mm production cut; no Rayleigh scattering, no neutron
/// capture, bremsstrahlung from 5 MeV, neutron cross sections of Barashenkov down to rest, elastic scattering of pions
/// and nucleons only.
[[nodiscard]] transport::embedded::EmbeddedOptions reference_options(double half_side, std::uint64_t seed);
/// For comparison with tables of cross sections and stopping powers: the same with Rayleigh scattering and
/// bremsstrahlung of all energies.
[[nodiscard]] transport::embedded::EmbeddedOptions table_options(std::uint64_t seed);
/// As reference_options() for the Geant4 engine: its list without data files.
[[nodiscard]] transport::geant4::Geant4Options geant4_reference_options(double half_side, std::uint64_t seed);

}  // namespace wirebench::validation
