/// \file Wires of one layer of an anode: where they are on its faces, and which channel reads each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/rectangle.hpp"

namespace wirebench::detector {

/// Wires of one layer on one face.
struct LaidFace {
  double first_wire = 0.0;              ///< mm across the wires
  std::vector<double> lengths;          ///< mm
  std::vector<std::uint32_t> channels;  ///< of each wire
  std::vector<double> from_readout;     ///< mm of height between the readout edge and the wire's nearer end
};

/// Wires of a layer on all faces of an anode.
struct LaidWires {
  double pitch = 0.0;  ///< mm, as laid
  std::uint32_t channels = 0;
  std::vector<LaidFace> faces;
};

/// Parallel wires across one face, centred on it. `wires` absent: as many as fit.
/// Errors: Error(usage), beginning with `where`, when they do not fit or leave more than a tenth of the face bare.
[[nodiscard]] LaidWires lay_flat(const Rectangle& rectangle, Angle angle, double pitch,
                                 std::optional<std::uint32_t> wires, const std::string& where);

/// Wires wound round a frame: the first face, where they lean by `angle`, is the one they leave towards larger beam
/// coordinates for angle > 0 as they go down; on the second face they lean by -angle. `readout` is the vertical
/// coordinate of the edge they start at. `channels` absent: as many as fit at the pitch.
/// Errors: Error(usage) when the pitch that closes the winding is more than 0.5 % away from `pitch`.
[[nodiscard]] LaidWires lay_wrapped(const Rectangle& rectangle, Angle angle, double pitch,
                                    std::optional<std::uint32_t> channels, double readout, const std::string& where);

}  // namespace wirebench::detector
