/// \file The file of primaries the Geant4 program reads.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "wirebench/transport/primary.hpp"

namespace wirebench::transport::geant4 {

/// Text: for each event a line `event ID RANDOM NU_PDG CC X Y Z T`, then `particle PDG PX PY PZ X Y Z T` lines (MeV,
/// mm, ns). ID is the event's place in `events`, RANDOM its number. Errors: Error(usage) for a number that is not
/// finite or an unknown particle code.
[[nodiscard]] std::string primaries_text(std::span<const PrimaryEvent> events);

}  // namespace wirebench::transport::geant4
