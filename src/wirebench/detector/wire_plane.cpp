#include "wirebench/detector/wire_plane.hpp"

#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

Axis Directions::beam() const noexcept {
  WIREBENCH_EXPECT(drift != vertical);
  constexpr unsigned sum_of_all = 0 + 1 + 2;
  return static_cast<Axis>(sum_of_all - static_cast<unsigned>(drift) - static_cast<unsigned>(vertical));
}

WireCoordinate::WireCoordinate(const WirePlane& plane, Directions directions) noexcept
    : beam_{static_cast<std::size_t>(directions.beam())},
      vertical_{static_cast<std::size_t>(directions.vertical)},
      cosine_{std::cos(plane.angle.value())},
      sine_{std::sin(plane.angle.value())} {}

}  // namespace wirebench::detector
