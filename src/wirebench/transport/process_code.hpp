/// \file Processes as numbers of two levels, as edep-sim and Geant4 write them.
#pragma once

#include <cstdint>

#include "wirebench/transport/track.hpp"

namespace wirebench::transport {

/// Geant4's process type and subtype. Source: Geant4 11.4, G4ProcessType.hh and the enumerations G4EmProcessSubType,
/// G4HadronicProcessType, G4DecayProcessType, G4TransportationProcessType.
struct ProcessCode {
  std::uint32_t type = 0;
  std::uint32_t subtype = 0;
  friend bool operator==(const ProcessCode&, const ProcessCode&) = default;
};

[[nodiscard]] ProcessCode process_code(Process process) noexcept;

/// The process that made a track; (0, 0) is a primary. Processes that are not told apart here become their nearest.
[[nodiscard]] Process start_process(ProcessCode code) noexcept;
/// The process that ended a track. `at_rest`: the track had no momentum left before it; slowing down to rest is no
/// process.
[[nodiscard]] Process end_process(ProcessCode code, bool at_rest) noexcept;

}  // namespace wirebench::transport
