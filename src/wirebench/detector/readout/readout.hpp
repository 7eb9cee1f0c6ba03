/// \file The readout as a whole: from electrons at the wires to digitised waveforms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "wirebench/core/config.hpp"
#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/readout/digitizer.hpp"
#include "wirebench/detector/readout/electronics.hpp"
#include "wirebench/detector/readout/noise.hpp"
#include "wirebench/detector/readout/readout_window.hpp"
#include "wirebench/detector/readout/response_options.hpp"
#include "wirebench/detector/readout/synthesis.hpp"

namespace wirebench::detector {

/// What a preset says of its readout, a table each.
struct ReadoutOptions {
  ResponseOptions response;
  ElectronicsOptions electronics;
  ReadoutWindow window;
  NoiseOptions noise;
  DigitizerOptions digitizer;
};

/// Reads [response], [electronics], [readout], [noise] and [digitizer] of a preset. Relative files are taken from
/// `folder`. Errors: those of each table.
[[nodiscard]] ReadoutOptions read_readout_options(ConfigTable& preset, const std::filesystem::path& folder);

/// Waveforms of one layer of an anode.
struct DigitizedPlane {
  Synthesized synthesized;  ///< blocks in ADC counts
  Saturation saturation;
};

/// Synthesis, noise and digitising one after the other. Thread-safety: immutable; calls may run at the same time.
class Readout {
 public:
  /// `response`: what make_field_response() gives for options.response. `seed`: the study's, for the noise.
  Readout(const ReadoutOptions& options, const FieldResponse& response, std::uint64_t seed);

  /// The waveforms of a layer of an anode; the memory of `result` is used again.
  void operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry, std::uint64_t event,
                  std::uint32_t anode, std::uint32_t layer, DigitizedPlane& result) const;

  [[nodiscard]] const WaveformSynthesis& synthesis() const noexcept { return synthesis_; }
  [[nodiscard]] const NoiseGenerator& noise() const noexcept { return noise_; }
  [[nodiscard]] const Digitizer& digitizer() const noexcept { return digitizer_; }

 private:
  WaveformSynthesis synthesis_;
  NoiseGenerator noise_;
  Digitizer digitizer_;
};

}  // namespace wirebench::detector
