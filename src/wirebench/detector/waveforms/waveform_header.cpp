#include "wirebench/detector/waveforms/waveform_header.hpp"

#include "wirebench/core/contract.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/detector/imaging/truth.hpp"

namespace wirebench::detector {

WaveformHeader waveform_header(const DetectorPreset& preset, const Json& configuration) {
  WIREBENCH_EXPECT(preset.mode == DetectorMode::full);
  const ReadoutOptions& readout = preset.readout;
  return {.detector = preset.name,
          .tick = readout.window.tick,
          .start = readout.window.start,
          .ticks = readout.window.ticks,
          .bits = static_cast<std::uint64_t>(readout.digitizer.bits),
          .mv_per_count = readout.digitizer.mv_per_count,
          .particle_names = {k_pixel_particle_names.begin(), k_pixel_particle_names.end()},
          .provenance = provenance(configuration)};
}

}  // namespace wirebench::detector
