/// \file Size of a model on disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace wirebench::measure {

/// Bytes of a file, or of all regular files below a folder (a SavedModel); links are not followed.
/// Errors: Error(usage) when `path` does not exist, Error(failed) when it cannot be read.
[[nodiscard]] std::uint64_t bytes_on_disk(const std::filesystem::path& path);

}  // namespace wirebench::measure
