/// \file Several dataset files made into one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace wirebench::dataset {

/// Writes the images of `parts`, files of DatasetWriter with one header, one behind the other into `out` (atomically):
/// the bytes are those of one writer that was given all images. Returns their number. Precondition: at least one part.
/// Errors: those of DatasetReader and DatasetWriter (every class must have events in some part); Error(failed) when a
/// part has another header or provenance than the first.
std::uint64_t merge_datasets(std::span<const std::filesystem::path> parts, const std::filesystem::path& out);

}  // namespace wirebench::dataset
