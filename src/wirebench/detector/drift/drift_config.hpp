/// \file The drift of a detector preset.
#pragma once

#include <filesystem>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/drift/drifter.hpp"

namespace wirebench::detector {

/// What [drift] says.
struct DriftChoice {
  DriftOptions options;
  Length longest_piece;  ///< into which steps are cut before they drift
};

/// Reads [drift]. A relative space_charge_map is taken from `folder`.
/// Errors: Error(usage), also for a field or temperature outside the velocity model's range; those of
/// SpaceChargeMap::read.
[[nodiscard]] DriftChoice read_drift(ConfigTable drift, ElectricField field, Temperature temperature,
                                     const std::filesystem::path& folder);

}  // namespace wirebench::detector
