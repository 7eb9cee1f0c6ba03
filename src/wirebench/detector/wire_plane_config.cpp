#include "wirebench/detector/wire_plane_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace wirebench::detector {
namespace {

constexpr std::array<std::string_view, 3> k_axis_names{"x", "y", "z"};

Axis read_axis(ConfigTable& table, std::string_view key) {
  const std::string name = table.choice(key, k_axis_names);
  const auto* const found = std::find(k_axis_names.begin(), k_axis_names.end(), name);
  return static_cast<Axis>(found - k_axis_names.begin());
}

WirePlane read_plane(ConfigTable& table) {
  WirePlane plane;
  plane.name = table.string("name");
  if (plane.name.empty()) table.fail("name", "a wire plane without a name", "", "Name it, for example \"U\".");
  plane.angle = table.number("angle_deg", {-90.0, 90.0}) * units::degree;
  plane.pitch = table.number("pitch_mm", {0.1, 100.0}) * units::millimeter;
  return plane;
}

void require_different(ConfigTable& table, const WirePlane& plane, const WirePlane& before) {
  if (plane.name == before.name) {
    table.fail("name", "two wire planes with the same name", before.name, "Give each a name of its own.");
  }
  // Wires have no sense of direction: angles 180 degrees apart are the same.
  const double difference = std::abs(plane.angle.in(units::degree)-before.angle.in(units::degree));
  if (std::min(difference, 180.0 - difference) >= 1.0) return;
  table.fail(
      "angle_deg", "impossible geometry",
      fmt::format("planes {} and {} have parallel wires and would show the same view twice", before.name, plane.name),
      "Give angles that differ by 1 degree or more.");
}

}  // namespace

Directions read_directions(ConfigTable axes) {
  Directions directions;
  directions.drift = read_axis(axes, "drift");
  directions.vertical = read_axis(axes, "vertical");
  if (directions.drift == directions.vertical) {
    axes.fail("vertical", "impossible geometry", "the drift and the vertical cannot be the same axis",
              "Give two different axes.");
  }
  return directions;
}

std::array<WirePlane, k_planes> read_planes(const ConfigTable& root, std::vector<ConfigTable>& planes) {
  if (planes.size() != k_planes) {
    root.fail("plane", fmt::format("{} wire planes", planes.size()),
              "an image has one channel for each of three planes", "Give exactly three [[plane]] tables.");
  }
  std::array<WirePlane, k_planes> result;
  std::transform(planes.begin(), planes.end(), result.begin(), read_plane);
  for (std::size_t i = 0; i < k_planes; ++i) {
    for (std::size_t j = 0; j < i; ++j) require_different(planes[i], result[i], result[j]);
  }
  return result;
}

std::array<double, k_planes> read_by_plane(ConfigTable& table, std::string_view key, Range<double> range) {
  if (!table.has(key)) table.fail(key, "missing key", "each wire plane has a value of its own", "Give three numbers.");
  const std::vector<double> values = table.numbers(key, {}, range);
  if (values.size() != k_planes) {
    table.fail(key, fmt::format("{} values", values.size()), "there is one for each wire plane, in their order",
               "Give three numbers.");
  }
  std::array<double, k_planes> by_plane{};
  std::copy(values.begin(), values.end(), by_plane.begin());
  return by_plane;
}

}  // namespace wirebench::detector
