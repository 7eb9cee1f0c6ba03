/// \file What is in a dataset: counts, shape, digest of the content, provenance.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/digest.hpp"
#include "wirebench/core/json.hpp"
#include "wirebench/dataset/dataset.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/dataset/stored_event.hpp"

namespace wirebench::dataset {

/// Version of the file layout; readers refuse a higher one.
inline constexpr std::int64_t k_format_version = 1;
inline constexpr std::string_view k_format_name = "wirebench-dataset";

/// Events of one class (first index) in one split (second index).
using ClassCounts = std::vector<std::array<std::uint64_t, k_splits.size()>>;

[[nodiscard]] ClassCounts count_classes(std::span<const EventRecord> events, std::size_t classes);

/// SHA-256 of a dataset's content, image by image: shape, pixel type, class names and truth names first, then of each
/// image its bytes (floats little-endian, as on every machine this runs on), its truth image and its event row. It does
/// not depend on compression, provenance or the version of the HDF5 library, so it tells whether two files hold the
/// same data.
class ContentDigest {
 public:
  explicit ContentDigest(const DatasetHeader& header);
  void add(std::span<const std::byte> pixels, const StoredEvent& event, std::span<const std::byte> truth = {});
  [[nodiscard]] std::string hexadecimal() &&;

 private:
  Digest digest_;
};

/// {"images", "shape", "pixel_type", "classes", "splits": {split: {class: events}}, "content_sha256"}.
[[nodiscard]] Json manifest(const DatasetHeader& header, std::span<const EventRecord> events,
                            const std::string& content_sha256);

/// The manifest of an open file with its path and provenance, for `wirebench inspect`. Counts are made from the events,
/// not taken from the stored manifest.
[[nodiscard]] Json describe(const DatasetReader& reader);

/// The digest computed anew from every image: differs from reader.content_sha256() when the file was altered.
[[nodiscard]] std::string compute_content_sha256(const DatasetReader& reader);

}  // namespace wirebench::dataset
