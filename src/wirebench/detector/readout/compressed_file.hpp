/// \file Text files that may be compressed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace wirebench::detector {

/// Contents of a file, plain or compressed with gzip or bzip2, which is seen from its first bytes.
/// Errors: Error(failed) when it cannot be read; Error(usage) when the compressed data are damaged or end early, or
/// when the contents are longer than `most_bytes`.
[[nodiscard]] std::string read_compressed_text(const std::filesystem::path& path, std::size_t most_bytes);

}  // namespace wirebench::detector
