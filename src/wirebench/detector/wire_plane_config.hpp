/// \file Axes and wire planes of a detector preset.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Reads [axes]. Errors: Error(usage).
[[nodiscard]] Directions read_directions(ConfigTable axes);

/// Reads name, angle and pitch of the [[plane]] tables `planes` of `root`.
/// Errors: Error(usage), also when they are not three, or do not show three different views.
[[nodiscard]] std::array<WirePlane, k_planes> read_planes(const ConfigTable& root, std::vector<ConfigTable>& planes);

/// Reads a list with a number for each wire plane, in their order. Errors: Error(usage) where the key is missing, the
/// list has another length, or a number is out of `range`.
[[nodiscard]] std::array<double, k_planes> read_by_plane(ConfigTable& table, std::string_view key, Range<double> range);

}  // namespace wirebench::detector
