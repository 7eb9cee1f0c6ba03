#include "wirebench/dataset/input_digest.hpp"

#include <utility>

namespace wirebench::dataset {
namespace {
constexpr std::size_t k_names_listed = 10;
}

void InputDigest::add(const std::filesystem::path& file, const std::string& name) {
  entries_.push_back(file_sha256(file) + "  " + name);
  if (names_.size() < k_names_listed) names_.push_back(name);
}

Json InputDigest::description(std::string_view form) const {
  Digest digest;
  for (const std::string& entry : entries_) digest.add(entry);
  Json block;
  block["form"] = form;
  block["files"] = entries_.size();
  block["names"] = names_;
  block["sha256"] = std::move(digest).hexadecimal();
  return block;
}

}  // namespace wirebench::dataset
