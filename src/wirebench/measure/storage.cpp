#include "wirebench/measure/storage.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::measure {

std::uint64_t bytes_on_disk(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  try {
    if (!fs::is_directory(path)) return fs::file_size(path);
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator{path}) {
      if (entry.is_regular_file() && !entry.is_symlink()) bytes += entry.file_size();
    }
    return bytes;
  } catch (const fs::filesystem_error& error) {
    throw file_error("cannot find the size", path.string(), error.code().value());
  }
}

}  // namespace wirebench::measure
