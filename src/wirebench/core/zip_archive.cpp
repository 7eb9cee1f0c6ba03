#include "wirebench/core/zip_archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>

#include "wirebench/core/error.hpp"
#include "wirebench/core/inflate.hpp"

namespace wirebench {
namespace {

constexpr std::uint32_t k_local_signature = 0x04034b50;
constexpr std::uint32_t k_directory_signature = 0x02014b50;
constexpr std::uint32_t k_end_signature = 0x06054b50;
constexpr std::uint32_t k_end64_signature = 0x06064b50;
constexpr std::uint32_t k_end64_locator_signature = 0x07064b50;
constexpr std::size_t k_local_size = 30;
constexpr std::size_t k_directory_size = 46;
constexpr std::size_t k_end_size = 22;
constexpr std::size_t k_end64_size = 56;
constexpr std::size_t k_end64_locator_size = 20;
constexpr std::size_t k_longest_comment = 65535;
constexpr std::uint64_t k_largest_directory = std::uint64_t{64} << 20U;
constexpr std::uint16_t k_zip64_extra = 1;
constexpr std::uint16_t k_encrypted = 1;

[[noreturn]] void fail(const std::string& file, const std::string& what, const std::string& why) {
  throw Error{ErrorKind::failed, {what, file, why, "Save the arrays again with numpy.savez or savez_compressed."}};
}

/// Little-endian numbers out of a record; reading behind its end is an error.
class Record {
 public:
  Record(std::span<const std::byte> bytes, const std::string& file) : bytes_{bytes}, file_{file} {}

  template <std::unsigned_integral T>
  [[nodiscard]] T take() {
    const auto part = take_bytes(sizeof(T));
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) value = (value << 8U) | std::to_integer<std::uint64_t>(part[i]);
    return static_cast<T>(value);
  }
  [[nodiscard]] std::span<const std::byte> take_bytes(std::size_t count) {
    if (count > bytes_.size()) fail(file_, "damaged zip archive", "a record of its directory is cut off");
    const auto part = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return part;
  }
  void skip(std::size_t count) { static_cast<void>(take_bytes(count)); }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  const std::string& file_;
};

std::vector<std::byte> read_bytes(const ByteSource& file, std::uint64_t offset, std::uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) {
    fail(file.name(), "damaged zip archive", fmt::format("it points behind its end of {} bytes", file.size()));
  }
  std::vector<std::byte> bytes(size);
  file.read(offset, bytes);
  return bytes;
}

/// Where the central directory lies.
struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t members = 0;
};

/// Offset of the end record: the last place that has its signature and a comment reaching exactly to the file's end.
std::optional<std::uint64_t> find_end(const ByteSource& file) {
  if (file.size() < k_end_size) return std::nullopt;
  const std::uint64_t tail = std::min<std::uint64_t>(file.size(), k_end_size + k_longest_comment);
  const auto bytes = read_bytes(file, file.size() - tail, tail);
  for (std::size_t at = bytes.size() - k_end_size + 1; at-- > 0;) {
    Record record{std::span{bytes}.subspan(at), file.name()};
    if (record.take<std::uint32_t>() != k_end_signature) continue;
    record.skip(16);
    if (const auto comment = record.take<std::uint16_t>(); comment == record.left()) return file.size() - tail + at;
  }
  return std::nullopt;
}

Directory find_directory(const ByteSource& file) {
  const auto end = find_end(file);
  if (!end) fail(file.name(), "not a zip archive", "it has no end record; it may be truncated");
  const auto bytes = read_bytes(file, *end, k_end_size);
  Record record{bytes, file.name()};
  record.skip(10);
  Directory directory;
  directory.members = record.take<std::uint16_t>();
  directory.size = record.take<std::uint32_t>();
  directory.offset = record.take<std::uint32_t>();
  const bool zip64 = directory.members == 0xffffU || directory.size == 0xffffffffU || directory.offset == 0xffffffffU;
  if (!zip64) return directory;
  if (*end < k_end64_locator_size) fail(file.name(), "damaged zip archive", "its zip64 record is missing");
  const auto locator_bytes = read_bytes(file, *end - k_end64_locator_size, k_end64_locator_size);
  Record locator{locator_bytes, file.name()};
  if (locator.take<std::uint32_t>() != k_end64_locator_signature) return directory;
  locator.skip(4);
  const auto end64_bytes = read_bytes(file, locator.take<std::uint64_t>(), k_end64_size);
  Record end64{end64_bytes, file.name()};
  if (end64.take<std::uint32_t>() != k_end64_signature) {
    fail(file.name(), "damaged zip archive", "its zip64 record is not where it should be");
  }
  end64.skip(28);
  directory.members = end64.take<std::uint64_t>();
  directory.size = end64.take<std::uint64_t>();
  directory.offset = end64.take<std::uint64_t>();
  return directory;
}

/// Replaces the sizes that did not fit by those of the zip64 extra field, which holds only these, in this order.
void apply_zip64(ZipArchive::Member& member, std::span<const std::byte> extra, const std::string& file) {
  Record fields{extra, file};
  while (fields.left() >= 4) {
    const auto id = fields.take<std::uint16_t>();
    const auto size = fields.take<std::uint16_t>();
    Record field{fields.take_bytes(size), file};
    if (id != k_zip64_extra) continue;
    for (std::uint64_t* number : {&member.size, &member.packed_size, &member.header_offset}) {
      if (*number == 0xffffffffU) *number = field.take<std::uint64_t>();
    }
  }
}

std::uint32_t update_crc(std::uint32_t crc, std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(
      ::crc32(crc, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

}  // namespace

ZipArchive ZipArchive::open(const std::filesystem::path& path) {
  ZipArchive archive{ByteSource::open(path)};
  archive.read_directory();
  return archive;
}

void ZipArchive::read_directory() {
  const std::string& name = file_.name();
  const Directory directory = find_directory(file_);
  if (directory.size > k_largest_directory || directory.members > directory.size / k_directory_size) {
    fail(name, "damaged zip archive",
         fmt::format("{} members in a directory of {} bytes", directory.members, directory.size));
  }
  const auto bytes = read_bytes(file_, directory.offset, directory.size);
  Record record{bytes, name};
  for (std::uint64_t i = 0; i < directory.members; ++i) {
    if (record.take<std::uint32_t>() != k_directory_signature) {
      fail(name, "damaged zip archive", fmt::format("entry {} of its directory has no signature", i));
    }
    Member member;
    record.skip(4);
    member.flags = record.take<std::uint16_t>();
    member.method = record.take<std::uint16_t>();
    record.skip(4);
    member.crc32 = record.take<std::uint32_t>();
    member.packed_size = record.take<std::uint32_t>();
    member.size = record.take<std::uint32_t>();
    const auto name_size = record.take<std::uint16_t>();
    const auto extra_size = record.take<std::uint16_t>();
    const auto comment_size = record.take<std::uint16_t>();
    record.skip(8);
    member.header_offset = record.take<std::uint32_t>();
    const auto name_bytes = record.take_bytes(name_size);
    member.name.assign(reinterpret_cast<const char*>(name_bytes.data()), name_bytes.size());
    apply_zip64(member, record.take_bytes(extra_size), name);
    record.skip(comment_size);
    members_.push_back(std::move(member));
  }
}

ByteSource ZipArchive::read(const Member& member, const std::filesystem::path& scratch_folder) const {
  const std::string label = file_.name() + ':' + member.name;
  if ((member.flags & k_encrypted) != 0) fail(label, "encrypted zip member", "NumPy does not write such files");
  const auto header_bytes = read_bytes(file_, member.header_offset, k_local_size);
  Record header{header_bytes, label};
  if (header.take<std::uint32_t>() != k_local_signature) {
    fail(label, "damaged zip archive", "the member is not where the directory says");
  }
  header.skip(22);
  const std::uint64_t name_size = header.take<std::uint16_t>();
  const std::uint64_t extra_size = header.take<std::uint16_t>();
  const std::uint64_t start = member.header_offset + k_local_size + name_size + extra_size;
  if (start > file_.size() || member.packed_size > file_.size() - start) {
    fail(label, "damaged zip archive", "the member reaches behind the end of the file");
  }
  const ByteSource packed = file_.window(start, member.packed_size, label);
  std::uint32_t crc = update_crc(0, {});
  ByteSource content = packed;
  if (member.method == 0) {
    if (member.packed_size != member.size) fail(label, "damaged zip archive", "a stored member of two sizes");
    std::vector<std::byte> piece(std::size_t{1} << 20U);
    for (std::uint64_t at = 0; at < packed.size();) {
      const auto part = std::span{piece}.first(std::min<std::uint64_t>(piece.size(), packed.size() - at));
      packed.read(at, part);
      crc = update_crc(crc, part);
      at += part.size();
    }
  } else if (member.method == 8) {
    content = ByteSource::scratch(scratch_folder, label);
    inflate(packed, DeflateForm::raw, member.size, [&](std::span<const std::byte> part) {
      crc = update_crc(crc, part);
      content.append(part);
    });
    if (content.size() != member.size) {
      fail(label, "damaged zip archive", fmt::format("{} bytes unpacked, {} expected", content.size(), member.size));
    }
  } else {
    fail(label, "unknown compression of a zip member", fmt::format("method {}", member.method));
  }
  if (crc != member.crc32) fail(label, "damaged zip archive", "the checksum of the member is wrong");
  return content;
}

}  // namespace wirebench
