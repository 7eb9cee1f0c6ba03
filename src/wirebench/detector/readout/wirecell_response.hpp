/// \file Tabulated field responses in the layout of the Wire-Cell Toolkit.
#pragma once

#include <filesystem>

#include "wirebench/detector/readout/field_response.hpp"

namespace wirebench::detector {

/// Reads a field response from Wire-Cell's JSON layout, plain or compressed with gzip or bzip2: one object
/// "FieldResponse" with "period" and "tstart" (ns) and "planes", each a "PlaneResponse" with "planeid", "pitch" (mm)
/// and "paths", each a "PathResponse" with "pitchpos" (mm, start of the electron relative to the wire that is looked
/// at) and "current" (e/ns, negative where electrons arrive), an array of numbers or {"array": {"shape", "elements"}}.
/// Regions are described on one side, as Wire-Cell's files do: from half a pitch below a wire to the wire; the other
/// side is its mirror image. The planes become the layers in the order of their "planeid". Times become relative to the
/// peak of the last plane's mean current on the wire of the region. Errors: Error(usage) naming file and place for what
/// is missing, of the wrong shape, out of order, not finite, or too large; Error(failed) when the file cannot be read.
/// Source: public files of WireCell/wire-cell-data and the toolkit's description of their layout.
[[nodiscard]] FieldResponse read_wirecell_response(const std::filesystem::path& path);

}  // namespace wirebench::detector
