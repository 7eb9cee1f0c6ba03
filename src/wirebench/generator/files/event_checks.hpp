/// \file What every event from a file must be, whatever its form, and what follows from its particles.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "wirebench/generator/event.hpp"

namespace wirebench::generator {

/// Largest total energy of neutrinos and kinetic energy of particles that is taken for real, MeV.
inline constexpr double k_largest_energy = 1.0e6;
/// Largest coordinate of a vertex that is taken for real, mm.
inline constexpr double k_largest_coordinate = 1.0e7;
/// Codes from here on are pseudo-particles of generators (PDG numbering scheme: outside the range of nuclei).
inline constexpr nuclear::PdgCode k_first_pseudo_particle = 2'000'000'000;
/// NuHepMC P.C.2: what is left of a nucleus, not simulated.
inline constexpr nuclear::PdgCode k_nuclear_remnant = 2'009'900'000;

[[nodiscard]] bool is_neutrino(nuclear::PdgCode code) noexcept;
/// A nucleus of any size in the form 100ZZZAAA0, a nucleon or an electron.
[[nodiscard]] bool is_target(nuclear::PdgCode code) noexcept;

/// Told of departures that do not stop the event: a label of NuHepMC or nothing, the kind, details.
using Warn = std::function<void(std::string_view convention, std::string_view what, const std::string& detail)>;

/// Checks an event read from a file and completes it. In: event_id, channel (if known), weight, vertex, time and
/// particles, beam and target first; optionally `stated_current`: what the file says about the current; q_squared and
/// invariant_mass where it has them, else 0. Out: neutrino, current, Q2, W (with one struck nucleon), y, x;
/// pseudo-particles in the final state become documentation. Errors: EventProblem for a beam that is no neutrino,
/// numbers that are not finite or beyond the limits above, unknown particles in the final state, energies below the
/// momentum, no particle that leaves.
void complete_event(NeutrinoEvent& event, std::optional<bool> stated_current, const Warn& warn);

}  // namespace wirebench::generator
