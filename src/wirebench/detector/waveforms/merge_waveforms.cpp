#include "wirebench/detector/waveforms/merge_waveforms.hpp"

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/detector/waveforms/waveform_reader.hpp"
#include "wirebench/detector/waveforms/waveform_writer.hpp"

namespace wirebench::detector {

std::uint64_t merge_waveforms(std::span<const std::filesystem::path> parts, const std::filesystem::path& out,
                              unsigned threads) {
  WIREBENCH_EXPECT(!parts.empty());
  const WaveformHeader header = WaveformReader{parts.front()}.header();
  WaveformWriter writer{out, header, threads};
  std::uint64_t count = 0;
  for (const auto& path : parts) {
    const WaveformReader part{path};
    if (part.header() != header) {
      throw Error{ErrorKind::failed,
                  {"shards that do not belong together", path.string(),
                   "detector, readout or provenance differ from those of " + parts.front().string(),
                   "Merge the shards of one simulation, whole and unchanged."}};
    }
    for (std::uint64_t position = 0; position < part.events().size(); ++position) writer.append(part.read(position));
    count += part.events().size();
  }
  writer.finish();
  return count;
}

}  // namespace wirebench::detector
