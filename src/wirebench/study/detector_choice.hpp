/// \file The [detector] table: which detector, what is changed in it, and what overlays the events.
#pragma once

#include <filesystem>

#include "wirebench/core/config.hpp"
#include "wirebench/core/digest.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/overlay.hpp"

namespace wirebench::study {

struct DetectorChoice {
  detector::DetectorPreset preset;
  detector::OverlayOptions overlay;  ///< its file empty: none
};

/// Reads `preset` (a name, or a file relative to `folder`), `overrides` ("key=value" texts for single keys of the
/// preset), `overlay`, `overlay_events` and `overlay_times`. `preset` on the command line, where not empty, wins over
/// the table's. Errors: Error(usage) with file, line and key; those of the preset.
[[nodiscard]] DetectorChoice read_detector_choice(ConfigTable table, const std::filesystem::path& folder,
                                                  const std::string& preset = {});

/// What files made with a detector say of it: `detector`, and `overlay` where there is one. Files by their names only:
/// their content is in the key, and where they lie is nobody's business.
void describe_detector(Json& configuration, const detector::DetectorPreset& preset,
                       const detector::OverlayOptions& overlay);

/// Adds what images depend on besides the preset's own parameters: the content of the files it names, the overlay.
void add_to_key(Digest& digest, const detector::DetectorPreset& preset, const detector::OverlayOptions& overlay);

}  // namespace wirebench::study
