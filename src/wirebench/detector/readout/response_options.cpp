#include "wirebench/detector/readout/response_options.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "wirebench/detector/readout/wirecell_response.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {
namespace {

WireGridResponseOptions read_grid(ConfigTable& table) {
  WireGridResponseOptions options;
  WireGridGeometry& geometry = options.geometry;
  geometry.pitch = table.number("pitch_mm", {0.5, 50.0});
  geometry.wire_radius = 0.5 * table.number("wire_diameter_mm", {0.01, 5.0});
  if (!(8.0 * geometry.wire_radius < geometry.pitch)) {
    table.fail("wire_diameter_mm", "impossible geometry",
               "the wires are taken to be thin: a quarter of the pitch at most",
               "Give thinner wires or a larger pitch.");
  }
  const double gap = table.number("gap_mm", {0.5, 50.0});
  geometry.backing = table.number("backing_mm", {0.5, 1000.0});
  geometry.front = table.number("front_mm", {5.0, 500.0});
  const std::vector<double> biases = table.numbers("bias_v", {}, {-20000.0, 20000.0});
  if (biases.size() != k_planes && biases.size() != k_planes + 1) {
    table.fail("bias_v", fmt::format("{} voltages", biases.size()),
               "there is one for each wire plane, and before them one for a shielding grid if there is one",
               "Give three or four numbers.");
  }
  options.unread_planes = biases.size() - k_planes;
  for (std::size_t i = 0; i < biases.size(); ++i) {
    geometry.planes.push_back({gap * static_cast<double>(biases.size() - 1 - i), biases[i]});
  }
  if (!(geometry.front > geometry.planes.front().distance + geometry.pitch)) {
    table.fail("front_mm", "impossible geometry",
               fmt::format("the first wires are {} mm from the collection plane", geometry.planes.front().distance),
               "Give a distance that is more than a pitch beyond the first wires; 60 to 100 mm is usual.");
  }
  options.velocity_scale = table.number("velocity_scale", {0.5, 2.0});
  options.reach = static_cast<std::size_t>(table.integer("neighbours", {0, 10}));
  return options;
}

}  // namespace

ResponseOptions read_response_options(ConfigTable& table, const std::filesystem::path& folder) {
  constexpr std::array<std::string_view, 2> models{"wire_grid", "tabulated"};
  ResponseOptions options;
  if (table.choice("model", models) == "wire_grid") {
    options.grid = read_grid(table);
    return options;
  }
  options.model = ResponseModel::tabulated;
  options.file = std::filesystem::absolute(folder / table.string("file")).lexically_normal();
  table.resolve("file", options.file.string());
  return options;
}

FieldResponse make_field_response(const ResponseOptions& options, ElectricField drift_field, const DriftSpeed& speed) {
  if (options.model == ResponseModel::tabulated) return read_wirecell_response(options.file);
  return wire_grid_response(options.grid, drift_field, speed);
}

}  // namespace wirebench::detector
