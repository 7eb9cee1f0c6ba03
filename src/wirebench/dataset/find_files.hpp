/// \file Files of one kind among paths and folders.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wirebench::dataset {

struct FoundFile {
  std::filesystem::path path;
  std::string name;  ///< relative to the folder it was found in, or the bare file name
};

/// Files with `extension` (".gz") among `inputs`; folders are searched with their sub-folders. In the order of
/// `inputs`, inside a folder by name, so that the answer does not depend on the file system.
/// Errors: Error(usage) when an input does not exist; Error(failed) when a folder cannot be read.
[[nodiscard]] std::vector<FoundFile> find_files(std::span<const std::filesystem::path> inputs,
                                                std::string_view extension);

}  // namespace wirebench::dataset
