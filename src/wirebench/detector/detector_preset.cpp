#include "wirebench/detector/detector_preset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/install_paths.hpp"

namespace wirebench::detector {
namespace {

constexpr std::array<std::string_view, 3> k_axis_names{"x", "y", "z"};
constexpr std::array<std::string_view, 2> k_model_names{"modified_box", "birks"};

Axis read_axis(ConfigTable& table, std::string_view key) {
  const std::string name = table.choice(key, k_axis_names);
  const auto* const found = std::find(k_axis_names.begin(), k_axis_names.end(), name);
  return static_cast<Axis>(found - k_axis_names.begin());
}

Directions read_directions(ConfigTable table) {
  Directions directions;
  directions.drift = read_axis(table, "drift");
  directions.vertical = read_axis(table, "vertical");
  if (directions.drift == directions.vertical) {
    table.fail("vertical", "impossible geometry", "the drift and the vertical cannot be the same axis",
               "Give two different axes.");
  }
  return directions;
}

Recombination read_recombination(ConfigTable& table, ElectricField field, Density density) {
  constexpr Range<double> strength_range{0.01, 1.0};
  ConfigTable box_table = table.table("modified_box");
  ModifiedBoxRecombination::Parameters box;
  box.alpha = box_table.number("alpha", {0.5, 1.0});
  box.beta.value = box_table.number("beta", strength_range);
  ConfigTable birks_table = table.table("birks");
  BirksRecombination::Parameters birks;
  birks.amplitude = birks_table.number("a", {0.1, 1.0});
  birks.k.value = birks_table.number("k", strength_range);
  if (table.choice("model", k_model_names) == "birks") return BirksRecombination{birks, field, density};
  return ModifiedBoxRecombination{box, field, density};
}

WirePlane read_plane(ConfigTable table) {
  WirePlane plane;
  plane.name = table.string("name");
  if (plane.name.empty()) table.fail("name", "a wire plane without a name", "", "Name it, for example \"U\".");
  plane.angle = table.number("angle_deg", {-90.0, 90.0}) * units::degree;
  plane.pitch = table.number("pitch_mm", {0.1, 100.0}) * units::millimeter;
  return plane;
}

std::array<WirePlane, k_planes> read_planes(ConfigTable& root) {
  auto tables = root.tables("plane");
  if (tables.size() != k_planes) {
    root.fail("plane", fmt::format("{} wire planes", tables.size()),
              "an image has one channel for each of three planes", "Give exactly three [[plane]] tables.");
  }
  std::array<WirePlane, k_planes> planes;
  std::transform(tables.begin(), tables.end(), planes.begin(), read_plane);
  for (std::size_t i = 0; i < k_planes; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (planes[i].name == planes[j].name) {
        tables[i].fail("name", "two wire planes with the same name", planes[i].name, "Give each a name of its own.");
      }
      // Wires have no sense of direction: angles 180 degrees apart are the same.
      const double difference = std::abs(planes[i].angle.in(units::degree)-planes[j].angle.in(units::degree));
      if (!(std::min(difference, 180.0 - difference) >= 1.0)) {
        tables[i].fail("angle_deg", "impossible geometry",
                       fmt::format("planes {} and {} have parallel wires and would show the same view twice",
                                   planes[j].name, planes[i].name),
                       "Give angles that differ by 1 degree or more.");
      }
    }
  }
  return planes;
}

std::string presets_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

DetectorPreset read_detector_preset(ConfigTable& table) {
  const std::string name = table.string("name");
  ConfigTable argon = table.table("argon");
  const Density density = argon.number("density_g_per_cm3", {1.2, 1.5}) * units::gram_per_cubic_centimeter;
  const Temperature temperature = argon.number("temperature_k", {83.8, 95.0}) * units::kelvin;
  const Energy w_ion = argon.number("w_ion_ev", {20.0, 30.0}) * units::electronvolt;
  const ElectricField field =
      table.table("field").number("drift_v_per_cm", {50.0, 2000.0}) * units::volt_per_centimeter;
  ConfigTable charge = table.table("recombination");
  const Recombination recombination = read_recombination(charge, field, density);
  const StoppingPower least = charge.number("least_dedx_mev_per_cm", {0.3, 5.0}) * units::mev_per_centimeter;
  const Directions directions = read_directions(table.table("axes"));
  DetectorPreset preset{name,  density,    temperature,        w_ion, field, recombination,
                        least, directions, read_planes(table), {}};
  table.finish();
  preset.resolved = table.resolved();
  return preset;
}

DetectorPreset read_detector_preset(std::string_view name_or_path, const std::filesystem::path& data_folder,
                                    std::span<const std::string> overrides) {
  std::filesystem::path path{name_or_path};
  if (name_or_path.find('/') == std::string_view::npos && path.extension() != ".toml") {
    const std::filesystem::path folder = data_folder / "detectors";
    path = folder / (std::string{name_or_path} + ".toml");
    std::error_code code;  // of a name too long for the system, say: no such preset either
    if (!std::filesystem::exists(path, code)) {
      throw Error{ErrorKind::usage,
                  {"unknown detector preset", std::string{name_or_path},
                   "presets in " + folder.string() + ": " + presets_in(folder),
                   "Name one of them, or give the path of a TOML file of your own."}};
    }
  }
  ConfigTable root = Config::read(path, overrides).root();
  return read_detector_preset(root);
}

DetectorPreset read_detector_preset(std::string_view name_or_path) {
  return read_detector_preset(name_or_path, data_folder());
}

}  // namespace wirebench::detector
