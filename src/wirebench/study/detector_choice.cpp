#include "wirebench/study/detector_choice.hpp"

#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/core/install_paths.hpp"
#include "wirebench/study/simulation_options.hpp"

namespace wirebench::study {
namespace {

detector::DetectorPreset read_preset(ConfigTable& table, const std::filesystem::path& folder,
                                     const std::string& on_command_line) {
  const std::string name = table.string("preset", "poster");
  const std::vector<std::string> overrides = table.strings("overrides", {});
  if (!on_command_line.empty()) return detector::read_detector_preset(on_command_line, data_folder(), overrides);
  const bool is_path = name.find('/') != std::string::npos || name.ends_with(".toml");
  if (is_path) {
    return detector::read_detector_preset(existing_file(table, "preset", name, folder).string(), data_folder(),
                                          overrides);
  }
  try {
    return detector::read_detector_preset(name, data_folder(), overrides);
  } catch (const Error& error) {
    table.fail("preset", "no detector '" + name + "'", error.what(), "");
  }
}

}  // namespace

DetectorChoice read_detector_choice(ConfigTable table, const std::filesystem::path& folder, const std::string& preset) {
  DetectorChoice choice{.preset = read_preset(table, folder, preset), .overlay = {}};
  if (const std::string file = table.string("overlay", ""); !file.empty()) {
    choice.overlay.file = existing_file(table, "overlay", file, folder);
    choice.overlay.events = static_cast<std::uint32_t>(table.integer("overlay_events", {1, 1000}, 1));
    const bool kept = table.choice("overlay_times", {"spread", "kept"}, "spread") == "kept";
    choice.overlay.times = kept ? detector::OverlayTimes::kept : detector::OverlayTimes::spread;
    if (choice.preset.mode != detector::DetectorMode::full) {
      table.fail("overlay", "an overlay needs a readout",
                 "the detector '" + choice.preset.name + "' projects the charge whatever its time",
                 "Take a detector with drift and readout, such as microboone or sbnd, or leave out the overlay.");
    }
  }
  return choice;
}

void describe_detector(Json& configuration, const detector::DetectorPreset& preset,
                       const detector::OverlayOptions& overlay) {
  Json described = preset.resolved;
  for (const auto& [table, key] : {std::pair{"drift", "space_charge_map"}, {"response", "file"}}) {
    if (!described.contains(table) || !described[table].contains(key)) continue;
    Json& file = described[table][key];
    file = std::filesystem::path{file.get<std::string>()}.filename().string();
  }
  configuration["detector"] = std::move(described);
  if (overlay.file.empty()) return;
  configuration["overlay"] = {{"file", overlay.file.filename().string()},
                              {"events", overlay.events},
                              {"times", overlay.times == detector::OverlayTimes::spread ? "spread" : "kept"}};
}

void add_to_key(Digest& digest, const detector::DetectorPreset& preset, const detector::OverlayOptions& overlay) {
  if (preset.mode == detector::DetectorMode::full) {
    if (!preset.readout.response.file.empty()) digest.add_file(preset.readout.response.file);
    const std::string map = preset.resolved.at("drift").value("space_charge_map", "");
    if (!map.empty()) digest.add_file(map);
  }
  if (overlay.file.empty()) return;
  digest.add_file(overlay.file);
  digest.add(std::to_string(overlay.events));
  digest.add(overlay.times == detector::OverlayTimes::spread ? "spread" : "kept");
}

}  // namespace wirebench::study
