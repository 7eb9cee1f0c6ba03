#include "wirebench/detector/geometry/geometry_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace wirebench::detector {
namespace {

constexpr Range<double> k_coordinate_range{-1.0e5, 1.0e5};  // mm: 100 m
constexpr std::array<std::string_view, 3> k_side_names{"below", "above", "both"};

Interval read_interval(ConfigTable& table, std::string_view key) {
  const std::vector<double> ends = table.numbers(key, {}, k_coordinate_range);
  if (ends.size() != 2 || !(ends[0] < ends[1])) {
    table.fail(key, "impossible geometry", "it must be two coordinates, the smaller one first",
               fmt::format("Give {} = [low, high] in mm.", key));
  }
  return {ends[0], ends[1]};
}

std::array<Length, 3> read_origin(ConfigTable& table) {
  constexpr std::array<double, 3> at_origin{};
  const std::vector<double> numbers = table.numbers("input_origin_mm", at_origin, k_coordinate_range);
  if (numbers.size() != 3) {
    table.fail("input_origin_mm", "not a place", "it must be three coordinates",
               "Give input_origin_mm = [drift, vertical, beam].");
  }
  std::array<Length, 3> origin{};
  std::transform(numbers.begin(), numbers.end(), origin.begin(), [](double value) { return Length{value}; });
  return origin;
}

AnodeDescription read_anode(ConfigTable& table) {
  AnodeDescription anode;
  anode.where = table.where("");
  anode.drift = table.number("drift_mm", k_coordinate_range) * units::millimeter;
  anode.half_thickness = table.number("half_thickness_mm", {0.0, 500.0}) * units::millimeter;
  anode.vertical = read_interval(table, "vertical_mm");
  anode.beam = read_interval(table, "beam_mm");
  const std::string sides = table.choice("sides", k_side_names);
  if (sides != "above") anode.sides.push_back(Side::below);
  if (sides != "below") anode.sides.push_back(Side::above);
  anode.readout_end =
      table.choice("readout_end", {"top", "bottom"}, "top") == "top" ? ReadoutEnd::top : ReadoutEnd::bottom;
  anode.copies = static_cast<std::uint32_t>(table.integer("copies", {1, 100}, 1));
  if (anode.copies > 1) anode.copy_step = table.number("copy_step_mm", {1.0, 1.0e5}) * units::millimeter;
  return anode;
}

LayerDescription read_layer(ConfigTable& table) {
  LayerDescription layer;
  layer.to_collection = table.number("to_collection_mm", {0.0, 200.0}) * units::millimeter;
  layer.winding = table.choice("winding", {"flat", "wrapped"}, "flat") == "wrapped" ? Winding::wrapped : Winding::flat;
  if (table.has("wires")) layer.wires = static_cast<std::uint32_t>(table.integer("wires", {1, 100'000}));
  return layer;
}

}  // namespace

GeometryDescription read_geometry(ConfigTable& root, std::vector<ConfigTable>& planes,
                                  const std::array<WirePlane, k_planes>& views) {
  GeometryDescription description;
  description.views = views;
  std::transform(planes.begin(), planes.end(), description.layers.begin(), read_layer);
  for (std::size_t layer = 0; layer < k_planes; ++layer) {
    const double distance = description.layers[layer].to_collection.value();
    const bool is_last = layer + 1 == k_planes;
    if (is_last ? distance == 0.0 : distance > description.layers[layer + 1].to_collection.value()) continue;
    planes[layer].fail("to_collection_mm", "impossible geometry",
                       is_last ? "the last plane is the one that collects"
                               : "the electrons meet the planes in the order of their tables",
                       is_last ? "Give it to_collection_mm = 0." : "Give distances that fall from plane to plane.");
  }
  if (description.layers.back().winding == Winding::wrapped) {
    planes.back().fail("winding", "impossible geometry", "collection wires belong to one face each",
                       "Give the last plane winding = \"flat\".");
  }
  ConfigTable geometry = root.table("geometry");
  description.drift_length = geometry.number("drift_length_mm", {1.0, 2.0e4}) * units::millimeter;
  description.input_origin = read_origin(geometry);
  auto anodes = root.tables("anode");
  if (anodes.empty()) {
    root.fail("anode", "no anode", "mode = \"full\" drifts charge to wires", "Give at least one [[anode]] table.");
  }
  std::transform(anodes.begin(), anodes.end(), std::back_inserter(description.anodes), read_anode);
  return description;
}

}  // namespace wirebench::detector
