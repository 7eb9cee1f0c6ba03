/// \file Rectangles of wire planes, and straight wires cut to them.
#pragma once

#include <optional>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// From `low` to `high`, in mm.
struct Interval {
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] constexpr double size() const noexcept { return high - low; }
  [[nodiscard]] constexpr bool contains(double value) const noexcept { return value >= low && value < high; }
};

/// Where a plane has wires.
struct Rectangle {
  Interval vertical;
  Interval beam;
};

/// A place in a wire plane, in mm.
struct PlanePoint {
  double vertical = 0.0;
  double beam = 0.0;
};

/// A straight stretch of wire; `low` is its end with the smaller vertical coordinate (beam, for horizontal wires).
struct WireEnds {
  PlanePoint low;
  PlanePoint high;

  [[nodiscard]] double length() const noexcept;  ///< mm
};

/// Direction and spacing of parallel wires, in the convention of wire_plane.hpp: the coordinate across the wires is
/// beam * cosine + vertical * sine.
struct WireDirection {
  double cosine = 1.0;
  double sine = 0.0;

  explicit WireDirection(Angle angle) noexcept;
  /// mm across the wires.
  [[nodiscard]] constexpr double across(const PlanePoint& point) const noexcept {
    return point.beam * cosine + point.vertical * sine;
  }
};

/// The part within `rectangle` of the wire whose coordinate across the wires is `across`; absent where they do not
/// meet, or in a point only.
[[nodiscard]] std::optional<WireEnds> cut_wire(const WireDirection& direction, double across,
                                               const Rectangle& rectangle) noexcept;

/// Coordinates across the wires of all points of `rectangle`.
[[nodiscard]] Interval extent_across(const WireDirection& direction, const Rectangle& rectangle) noexcept;

}  // namespace wirebench::detector
