/// \file Drift volumes and anodes of a detector preset.
#pragma once

#include <array>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Reads [geometry], the [[anode]] tables and what the [[plane]] tables `planes` say of their layers; `views` is what
/// they say of angle and pitch. Errors: Error(usage) for a value out of range; an impossible geometry is refused when a
/// Geometry is made of the result.
[[nodiscard]] GeometryDescription read_geometry(ConfigTable& root, std::vector<ConfigTable>& planes,
                                                const std::array<WirePlane, k_planes>& views);

}  // namespace wirebench::detector
