#include "wirebench/detector/detector_preset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/install_paths.hpp"
#include "wirebench/detector/drift/drift_config.hpp"
#include "wirebench/detector/drift/drift_velocity.hpp"
#include "wirebench/detector/geometry/geometry_config.hpp"
#include "wirebench/detector/ionization_config.hpp"
#include "wirebench/detector/wire_plane_config.hpp"

namespace wirebench::detector {
namespace {

std::string presets_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

DetectorMode read_mode(ConfigTable& table) {
  if (!table.has("mode")) return DetectorMode::projection;
  return table.choice("mode", {"projection", "full"}, "projection") == "full" ? DetectorMode::full
                                                                              : DetectorMode::projection;
}

void read_full_chain(ConfigTable& table, std::vector<ConfigTable>& planes, const std::filesystem::path& folder,
                     DetectorPreset& preset) {
  preset.geometry = std::make_shared<const Geometry>(read_geometry(table, planes, preset.planes));
  for (std::size_t view = 0; view < k_planes; ++view) preset.planes[view].pitch = Length{preset.geometry->pitch(view)};
  const DriftChoice drift = read_drift(table.table("drift"), preset.drift_field, preset.temperature, folder);
  preset.drift = drift.options;
  preset.longest_piece = drift.longest_piece;
  preset.readout = read_readout_options(table, folder);
  for (const std::uint32_t channel : preset.readout.noise.dead_channels) {
    if (channel < preset.geometry->channels()) continue;
    table.table("noise").fail("dead_channels", fmt::format("no channel {}", channel),
                              fmt::format("the detector has {}, from 0 on", preset.geometry->channels()),
                              "Give numbers of its channels.");
  }
  ConfigTable reconstruction = table.table("reconstruction");
  preset.reconstruction = read_reconstruction_options(reconstruction);
}

}  // namespace

DetectorPreset read_detector_preset(ConfigTable& table, const std::filesystem::path& folder) {
  const std::string name = table.string("name");
  const DetectorMode mode = read_mode(table);
  ConfigTable argon = table.table("argon");
  const Density density = argon.number("density_g_per_cm3", {1.2, 1.5}) * units::gram_per_cubic_centimeter;
  const Temperature temperature = argon.number("temperature_k", {83.8, 95.0}) * units::kelvin;
  const ElectricField field =
      table.table("field").number("drift_v_per_cm", {50.0, 2000.0}) * units::volt_per_centimeter;
  ConfigTable charge = table.table("recombination");
  const Directions directions = read_directions(table.table("axes"));
  auto planes = table.tables("plane");
  DetectorPreset preset{.name = name,
                        .mode = mode,
                        .density = density,
                        .temperature = temperature,
                        .drift_field = field,
                        .recombination = read_recombination(charge, field, density),
                        .ionization = read_ionization_options(table, argon, charge, directions.drift),
                        .directions = directions,
                        .planes = read_planes(table, planes),
                        .geometry = nullptr,
                        .drift = {},
                        .longest_piece = {},
                        .readout = {},
                        .reconstruction = {},
                        .resolved = {}};
  if (mode == DetectorMode::full) read_full_chain(table, planes, folder, preset);
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
  return read_detector_preset(root, path.parent_path());
}

DetectorPreset read_detector_preset(std::string_view name_or_path) {
  return read_detector_preset(name_or_path, data_folder());
}

FieldResponse make_field_response(const DetectorPreset& preset) {
  WIREBENCH_EXPECT(preset.mode == DetectorMode::full);
  const Temperature temperature = preset.temperature;
  return make_field_response(preset.readout.response, preset.drift_field, [temperature](ElectricField field) {
    return drift_velocity_near_wires(field, temperature).value();
  });
}

Ionization make_ionization(const DetectorPreset& preset) {
  return {preset.recombination, preset.ionization};
}

}  // namespace wirebench::detector
