#include "wirebench/detector/readout/readout.hpp"

namespace wirebench::detector {

ReadoutOptions read_readout_options(ConfigTable& preset, const std::filesystem::path& folder) {
  ConfigTable response = preset.table("response");
  ConfigTable electronics = preset.table("electronics");
  ConfigTable window = preset.table("readout");
  ConfigTable noise = preset.table("noise");
  ConfigTable digitizer = preset.table("digitizer");
  return {read_response_options(response, folder), read_electronics_options(electronics), read_readout_window(window),
          read_noise_options(noise), read_digitizer_options(digitizer)};
}

Readout::Readout(const ReadoutOptions& options, const FieldResponse& response, std::uint64_t seed)
    : synthesis_{shape_response(response, ElectronicsResponse{options.electronics}, options.window.tick),
                 AcCoupling{options.electronics.rc_constant, options.electronics.rc_stages, options.window.tick},
                 options.window},
      noise_{options.noise, options.electronics.gain_mv_per_fc * options.electronics.post_gain / k_electrons_per_fc,
             options.window.tick, seed},
      digitizer_{options.digitizer} {}

void Readout::operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry, std::uint64_t event,
                         std::uint32_t anode, std::uint32_t layer, DigitizedPlane& result) const {
  synthesis_(clouds, geometry, anode, layer, result.synthesized);
  result.saturation = {};
  for (ChannelBlock& block : result.synthesized.blocks) {
    noise_(block, geometry.anodes()[anode].layers[layer], event);
    const Saturation saturation = digitizer_(block);
    result.saturation.low += saturation.low;
    result.saturation.high += saturation.high;
  }
}

}  // namespace wirebench::detector
