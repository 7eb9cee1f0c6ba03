/// \file What a file of waveforms says of its readout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/core/json.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/detector_preset.hpp"

namespace wirebench::detector {

/// The attributes of a file of waveforms.
struct WaveformHeader {
  std::string detector;  ///< name of the preset
  Time tick;
  Time start;               ///< of tick 0, after the event's zero
  std::uint64_t ticks = 0;  ///< of the whole readout
  std::uint64_t bits = 0;
  double mv_per_count = 0.0;
  std::vector<std::string> particle_names;  ///< TrueCharge::particle
  Json provenance;

  bool operator==(const WaveformHeader&) const = default;
};

/// Of a detector of mode `full`. `configuration`: embedded with the provenance.
[[nodiscard]] WaveformHeader waveform_header(const DetectorPreset& preset, const Json& configuration);

}  // namespace wirebench::detector
