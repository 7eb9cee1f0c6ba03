/// \file SHA-256 digests: cache keys of study stages and identity of files.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace wirebench {

/// Incremental SHA-256 (FIPS 180-4). Fields are length-prefixed, so ("ab","c") and ("a","bc") differ.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& add(std::string_view field);
  /// Adds the content of a file, not its name. Errors: Error(usage/failed) when unreadable.
  Digest& add_file(const std::filesystem::path& path);
  /// Lower-case hexadecimal, 64 characters. The object must not be used afterwards.
  [[nodiscard]] std::string hexadecimal() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Plain SHA-256 of a file's bytes, as `sha256sum` prints it.
[[nodiscard]] std::string file_sha256(const std::filesystem::path& path);

}  // namespace wirebench
