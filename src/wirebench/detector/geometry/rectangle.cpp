#include "wirebench/detector/geometry/rectangle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace wirebench::detector {
namespace {

/// Shorter than this (mm) is a corner that only rounding makes a wire.
constexpr double k_shortest_wire = 1.0e-6;

/// Values of s for which origin + s * slope is within `interval`.
Interval stretch(double origin, double slope, const Interval& interval) noexcept {
  if (std::abs(slope) < 1.0e-12) {
    const bool is_inside = origin >= interval.low && origin <= interval.high;
    const double far = std::numeric_limits<double>::infinity();
    return is_inside ? Interval{-far, far} : Interval{far, -far};
  }
  const double first = (interval.low - origin) / slope;
  const double second = (interval.high - origin) / slope;
  return {std::min(first, second), std::max(first, second)};
}

}  // namespace

double WireEnds::length() const noexcept {
  return std::hypot(high.vertical - low.vertical, high.beam - low.beam);
}

WireDirection::WireDirection(Angle angle) noexcept : cosine{std::cos(angle.value())}, sine{std::sin(angle.value())} {}

std::optional<WireEnds> cut_wire(const WireDirection& direction, double across, const Rectangle& rectangle) noexcept {
  // The point of the wire nearest to the origin, and from there s mm along (vertical, beam) = (cosine, -sine).
  const PlanePoint origin{across * direction.sine, across * direction.cosine};
  const Interval in_vertical = stretch(origin.vertical, direction.cosine, rectangle.vertical);
  const Interval in_beam = stretch(origin.beam, -direction.sine, rectangle.beam);
  const double first = std::max(in_vertical.low, in_beam.low);
  const double last = std::min(in_vertical.high, in_beam.high);
  if (!(last - first > k_shortest_wire)) return std::nullopt;
  const auto at = [&](double s) {
    return PlanePoint{origin.vertical + s * direction.cosine, origin.beam - s * direction.sine};
  };
  WireEnds ends{at(first), at(last)};
  if (ends.low.vertical > ends.high.vertical) std::swap(ends.low, ends.high);
  return ends;
}

Interval extent_across(const WireDirection& direction, const Rectangle& rectangle) noexcept {
  const double beam_low = rectangle.beam.low * direction.cosine;
  const double beam_high = rectangle.beam.high * direction.cosine;
  const double vertical_low = rectangle.vertical.low * direction.sine;
  const double vertical_high = rectangle.vertical.high * direction.sine;
  return {std::min(beam_low, beam_high) + std::min(vertical_low, vertical_high),
          std::max(beam_low, beam_high) + std::max(vertical_low, vertical_high)};
}

}  // namespace wirebench::detector
