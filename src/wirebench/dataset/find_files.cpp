#include "wirebench/dataset/find_files.hpp"

#include <algorithm>
#include <cerrno>

#include "wirebench/core/error.hpp"

namespace wirebench::dataset {

std::vector<FoundFile> find_files(std::span<const std::filesystem::path> inputs, std::string_view extension) {
  namespace fs = std::filesystem;
  std::vector<FoundFile> found;
  for (const fs::path& input : inputs) {
    std::error_code code;
    if (!fs::exists(input, code)) throw file_error("cannot read", input.string(), ENOENT);
    if (!fs::is_directory(input, code)) {
      found.push_back({input, input.filename().string()});
      continue;
    }
    std::vector<FoundFile> inside;
    fs::recursive_directory_iterator at{input, code};
    for (; !code && at != fs::recursive_directory_iterator{}; at.increment(code)) {
      std::error_code dangling;  // a link to nowhere is no file, and no reason to stop
      if (at->path().extension() != extension || !at->is_regular_file(dangling)) continue;
      inside.push_back({at->path(), at->path().lexically_relative(input).generic_string()});
    }
    if (code) throw file_error("cannot read the folder", input.string(), code.value());
    std::sort(inside.begin(), inside.end(), [](const FoundFile& a, const FoundFile& b) { return a.name < b.name; });
    found.insert(found.end(), inside.begin(), inside.end());
  }
  return found;
}

}  // namespace wirebench::dataset
