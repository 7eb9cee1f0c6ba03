/// \file A detector as one TOML file: argon, field, recombination, wire planes.
#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/recombination.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// A detector as the simulation sees it; the file data/detectors/poster.toml explains each parameter and its source.
struct DetectorPreset {
  std::string name;
  Density density;
  Temperature temperature;
  Energy w_ion;
  ElectricField drift_field;
  Recombination recombination;
  StoppingPower least_stopping_power;  ///< floor of dE/dx in the recombination model
  Directions directions;
  std::array<WirePlane, k_planes> planes;
  Json resolved;  ///< all parameters as read, for the provenance of outputs
};

/// Reads a preset: `name_or_path` is a file (it has a '/' or ends in ".toml") or the name of one in
/// `data_folder/detectors`. `overrides` are "key=value" texts ("field.drift_v_per_cm=273").
/// Errors: Error(usage) for an unknown name (listing those there are), a missing file, an unknown key, a value of the
/// wrong type or out of range, or an impossible geometry; with file and line.
[[nodiscard]] DetectorPreset read_detector_preset(std::string_view name_or_path,
                                                  const std::filesystem::path& data_folder,
                                                  std::span<const std::string> overrides = {});

/// The same with the data folder of this installation (core/install_paths.hpp).
[[nodiscard]] DetectorPreset read_detector_preset(std::string_view name_or_path);

/// The same from an open table, whose keys it finishes.
[[nodiscard]] DetectorPreset read_detector_preset(ConfigTable& table);

}  // namespace wirebench::detector
