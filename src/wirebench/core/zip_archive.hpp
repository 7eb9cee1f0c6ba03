/// \file Reading zip archives, as far as NumPy (.npz) and Keras (.keras) write them: stored or deflated members, zip64
/// sizes. Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 (records), 4.4 (fields), 4.5.3 (zip64 extra field).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/core/byte_source.hpp"

namespace wirebench {

class ZipArchive {
 public:
  struct Member {
    std::string name;
    std::uint16_t method = 0;  ///< 0 stored, 8 deflated
    std::uint16_t flags = 0;
    std::uint32_t crc32 = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::uint64_t header_offset = 0;
  };

  /// Reads the directory. Errors: Error(failed) when it is no zip archive, truncated, or its numbers contradict each
  /// other.
  [[nodiscard]] static ZipArchive open(const std::filesystem::path& path);

  /// In the order of the directory.
  [[nodiscard]] const std::vector<Member>& members() const noexcept { return members_; }

  /// The content of a member, its checksum verified: a window of the archive when stored, else a temporary file in
  /// `scratch_folder`. Errors: Error(failed) when damaged, encrypted or packed otherwise.
  [[nodiscard]] ByteSource read(const Member& member, const std::filesystem::path& scratch_folder) const;

 private:
  explicit ZipArchive(ByteSource file) : file_{std::move(file)} {}
  void read_directory();

  ByteSource file_;
  std::vector<Member> members_;
};

}  // namespace wirebench
