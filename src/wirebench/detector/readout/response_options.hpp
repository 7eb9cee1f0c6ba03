/// \file The [response] table of a preset.
#pragma once

#include <cstdint>
#include <filesystem>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/readout/field_response.hpp"
#include "wirebench/detector/readout/wire_grid_response.hpp"

namespace wirebench::detector {

enum class ResponseModel : std::uint8_t {
  wire_grid,  ///< computed from geometry and voltages
  tabulated,  ///< read from a file in Wire-Cell's layout
};

struct ResponseOptions {
  ResponseModel model = ResponseModel::wire_grid;
  WireGridResponseOptions grid;
  std::filesystem::path file;
};

/// Reads [response]. A relative `file` is taken from `folder`.
/// Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] ResponseOptions read_response_options(ConfigTable& table, const std::filesystem::path& folder);

/// The response of the preset's planes. `speed` is used by the wire grid alone.
/// Errors: those of wire_grid_response and read_wirecell_response.
[[nodiscard]] FieldResponse make_field_response(const ResponseOptions& options, ElectricField drift_field,
                                                const DriftSpeed& speed);

}  // namespace wirebench::detector
