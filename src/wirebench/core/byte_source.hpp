/// \file Random access to a file, or to a part of one, without loading it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "wirebench/core/descriptor.hpp"

namespace wirebench {

/// A window of bytes in an open file. Copies share the file. Thread-safety: concurrent reads are allowed.
class ByteSource {
 public:
  /// The whole of a regular file. Errors: Error(usage) when missing, Error(failed) when it cannot be read.
  [[nodiscard]] static ByteSource open(const std::filesystem::path& path);
  /// An empty file without a name in `folder`; it disappears with the last copy of the window.
  [[nodiscard]] static ByteSource scratch(const std::filesystem::path& folder, std::string name);

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// What errors call it.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Fills `bytes` from `offset`. Valid for: offset + bytes.size() <= size().
  /// Errors: Error(failed) when the file cannot be read or has become shorter.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;
  /// Adds bytes at the end of a scratch file. Errors: Error(failed), a full disk for example.
  void append(std::span<const std::byte> bytes);

  /// Valid for: offset + size <= this->size().
  [[nodiscard]] ByteSource window(std::uint64_t offset, std::uint64_t size, std::string name) const;

 private:
  ByteSource(std::shared_ptr<const Descriptor> file, std::uint64_t offset, std::uint64_t size, std::string name);

  std::shared_ptr<const Descriptor> file_;
  std::uint64_t offset_;
  std::uint64_t size_;
  std::string name_;
};

}  // namespace wirebench
