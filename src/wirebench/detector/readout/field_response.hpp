/// \file What a drifting electron induces on the wires: currents by plane, wire and impact position.
#pragma once

#include <cstddef>
#include <vector>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Currents on the wires of one plane. An electron arrives at an impact position within the region of a wire (half a
/// pitch either side); the wires are counted from that one. At the two edges of a region an electron belongs to both
/// neighbours: half the current of either case.
/// Shape: `current` [impacts, wires, samples], row-major; impacts = steps + 1 from -1/2 to 1/2 pitch, wires =
/// 2 reach + 1 from -reach to reach. Units: e/ns per electron; positive where a collection wire collects.
struct PlaneFieldResponse {
  std::size_t steps = 10;  ///< impact positions in a pitch, even
  std::size_t reach = 3;   ///< wires on either side
  std::size_t samples = 0;
  std::vector<float> current;

  [[nodiscard]] std::size_t wires() const noexcept { return 2 * reach + 1; }
  [[nodiscard]] std::size_t impacts() const noexcept { return steps + 1; }
  [[nodiscard]] const float* row(std::size_t impact, std::size_t wire) const noexcept {
    return current.data() + (impact * wires() + wire) * samples;
  }
  [[nodiscard]] float* row(std::size_t impact, std::size_t wire) noexcept {
    return current.data() + (impact * wires() + wire) * samples;
  }
};

/// The field response of a set of wire planes, in the order of the planes read out (the last one collects).
/// Sample n is the mean current between start + n period and start + (n + 1) period; time zero is when the charge of an
/// electron that arrives right under a wire reaches the collection plane. Thread-safety: immutable once made.
struct FieldResponse {
  Time period;
  Time start;
  std::vector<PlaneFieldResponse> planes;
};

}  // namespace wirebench::detector
