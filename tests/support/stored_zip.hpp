/// \file Zip archives as Keras writes them: members stored, not deflated.
/// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace wirebench::test {

inline void write_stored_zip(const std::filesystem::path& path,
                             const std::vector<std::pair<std::string, std::string>>& members) {
  std::string bytes;
  std::string directory;
  const auto number = [](std::string& to, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<char>((value >> (8 * i)) & 0xffU));
  };
  for (const auto& [name, content] : members) {
    const auto offset = bytes.size();
    const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
    std::string common;
    number(common, 20, 2);  // version needed
    number(common, 0, 2);   // flags
    number(common, 0, 2);   // stored
    number(common, 0, 4);   // time and date
    number(common, checksum, 4);
    number(common, content.size(), 4);
    number(common, content.size(), 4);
    number(common, name.size(), 2);
    number(common, 0, 2);  // extra field
    number(bytes, 0x04034b50U, 4);
    bytes += common + name + content;
    number(directory, 0x02014b50U, 4);
    number(directory, 20, 2);  // version made by
    directory += common;
    number(directory, 0, 2 + 2 + 2 + 4);  // comment, disk, attributes
    number(directory, offset, 4);
    directory += name;
  }
  const auto start = bytes.size();
  bytes += directory;
  number(bytes, 0x06054b50U, 4);
  number(bytes, 0, 4);  // disks
  number(bytes, members.size(), 2);
  number(bytes, members.size(), 2);
  number(bytes, directory.size(), 4);
  number(bytes, start, 4);
  number(bytes, 0, 2);  // comment
  std::ofstream{path, std::ios::binary} << bytes;
}

}  // namespace wirebench::test
