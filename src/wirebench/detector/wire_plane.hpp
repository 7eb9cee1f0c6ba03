/// \file Where the wires are: directions of the detector and wire planes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "wirebench/core/units.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// Wire planes and views: an image has a channel for each.
inline constexpr std::size_t k_planes = 3;

/// An axis of the input's coordinates.
enum class Axis : std::uint8_t { x = 0, y = 1, z = 2 };

/// Which coordinate is which direction of the detector. The wire planes are perpendicular to `drift`.
struct Directions {
  Axis drift = Axis::x;
  Axis vertical = Axis::y;

  /// The remaining axis: along the beam. `drift` and `vertical` must differ.
  [[nodiscard]] Axis beam() const noexcept;
};

/// A plane of parallel wires. A wire at angle a to the vertical has its top tilted against the beam for a > 0:
/// its direction is (vertical, beam) = (cos a, -sin a), and the coordinate across the wires is
/// beam * cos(a) + vertical * sin(a), so that it grows along the beam for every |a| < 90 degrees.
/// Wire k is at the coordinate k * pitch, counted from the origin of the input's coordinates, and collects what is
/// nearer to it than to its neighbours.
struct WirePlane {
  std::string name;
  Angle angle;   ///< to the vertical, -90 to 90 degrees
  Length pitch;  ///< distance of neighbouring wires, above 0
};

/// Coordinate across the wires of one plane. Thread-safety: immutable.
class WireCoordinate {
 public:
  WireCoordinate(const WirePlane& plane, Directions directions) noexcept;

  /// Signed perpendicular distance from wire 0 in the plane, in mm.
  [[nodiscard]] double operator()(const transport::Position& position) const noexcept {
    return position[beam_] * cosine_ + position[vertical_] * sine_;
  }

 private:
  std::size_t beam_;
  std::size_t vertical_;
  double cosine_;
  double sine_;
};

}  // namespace wirebench::detector
