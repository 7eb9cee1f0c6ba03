#include "wirebench/dataset/merge.hpp"

#include <algorithm>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/dataset/writer.hpp"

namespace wirebench::dataset {

std::uint64_t merge_datasets(std::span<const std::filesystem::path> parts, const std::filesystem::path& out) {
  WIREBENCH_EXPECT(!parts.empty());
  const DatasetReader first{parts.front()};
  const DatasetHeader& header = first.header();
  DatasetWriter writer{out, header};
  std::vector<float> pixels(header.shape.pixels());
  std::vector<std::uint8_t> bytes(pixels.size());
  std::vector<std::uint8_t> truth(header.truth_names.empty() ? 0 : pixels.size());
  for (const auto& path : parts) {
    const DatasetReader part{path};
    if (part.provenance() != first.provenance() || part.header().shape != header.shape ||
        part.header().pixel_type != header.pixel_type || part.header().class_names != header.class_names ||
        part.header().truth_names != header.truth_names || part.header().truth_kinds != header.truth_kinds) {
      throw Error{ErrorKind::failed,
                  {"shards that do not belong together", path.string(),
                   "shape, pixels, classes, truth or provenance differ from those of " + parts.front().string(),
                   "Merge the shards of one simulation, whole and unchanged."}};
    }
    for (std::uint64_t position = 0; position < part.events().size(); ++position) {
      part.read(position, pixels);
      if (!truth.empty()) part.read_truth(position, truth);
      if (header.pixel_type == PixelType::float32) {
        writer.append(std::span<const float>{pixels}, part.events()[position], truth);
        continue;
      }
      std::transform(pixels.begin(), pixels.end(), bytes.begin(), [](float p) { return static_cast<std::uint8_t>(p); });
      writer.append(std::span<const std::uint8_t>{bytes}, part.events()[position], truth);
    }
  }
  const std::uint64_t count = writer.size();
  writer.close();
  return count;
}

}  // namespace wirebench::dataset
