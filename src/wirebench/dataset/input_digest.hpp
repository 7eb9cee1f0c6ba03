/// \file What an imported dataset was made from: names and contents of the files, in order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/digest.hpp"
#include "wirebench/core/json.hpp"

namespace wirebench::dataset {

class InputDigest {
 public:
  /// Adds the content of `file`, known by `name` (relative, so that the digest does not depend on where it lies).
  void add(const std::filesystem::path& file, const std::string& name);

  /// {"form", "files": number, "names": the first few, "sha256"}.
  [[nodiscard]] Json description(std::string_view form) const;

 private:
  std::vector<std::string> entries_;  // sha256 and name, as sha256sum lists them
  std::vector<std::string> names_;
};

}  // namespace wirebench::dataset
