/// \file A detector as one TOML file: argon, field, recombination, wire planes; drift volumes and readout.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/drift/drifter.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/ionization.hpp"
#include "wirebench/detector/readout/readout.hpp"
#include "wirebench/detector/recombination.hpp"
#include "wirebench/detector/reconstruction/reconstruction_options.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// What is between the ionisation and the image.
enum class DetectorMode : std::uint8_t {
  projection,  ///< straight onto unbounded wire planes: no drift, no electronics, no noise
  full,        ///< drift, field and electronics response, noise, digitising, deconvolution
};

/// A detector as the simulation sees it; the files in data/detectors explain each parameter and its source.
struct DetectorPreset {
  std::string name;
  DetectorMode mode = DetectorMode::projection;
  Density density;
  Temperature temperature;
  ElectricField drift_field;
  Recombination recombination;
  IonizationOptions ionization;
  Directions directions;
  std::array<WirePlane, k_planes> planes;  ///< the views; the pitch is that of the wires as laid
  /// In mode `full` only: else null, and the members below it have no meaning.
  std::shared_ptr<const Geometry> geometry;
  DriftOptions drift;
  Length longest_piece;  ///< into which steps are cut before they drift
  ReadoutOptions readout;
  ReconstructionOptions reconstruction;
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

/// The same from an open table, whose keys it finishes. Files it names are relative to `folder`.
[[nodiscard]] DetectorPreset read_detector_preset(ConfigTable& table, const std::filesystem::path& folder = {});

/// The field response of its planes, at the drift velocity of its argon. Mode `full` only. Takes some time: once a run.
/// Errors: those of make_field_response() of readout/response_options.hpp.
[[nodiscard]] FieldResponse make_field_response(const DetectorPreset& preset);

/// Electrons and photons of its ionisation.
[[nodiscard]] Ionization make_ionization(const DetectorPreset& preset);

}  // namespace wirebench::detector
