#include "wirebench/core/zip_archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/dataset/npy_header.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

std::string content(const ByteSource& source) {
  std::string bytes(source.size(), '\0');
  source.read(0, std::as_writable_bytes(std::span{bytes}));
  return bytes;
}

TEST(ZipArchive, ReadsStoredAndDeflatedMembers) {
  const TemporaryFolder folder;
  const ZipArchive stored = ZipArchive::open(test::k_data / "stored.npz");
  ASSERT_EQ(stored.members().size(), 2U);
  EXPECT_EQ(stored.members()[0].name, "images.npy");
  EXPECT_EQ(stored.members()[0].method, 0);
  EXPECT_EQ(content(stored.read(stored.members()[0], folder.path())), test::bytes_of(test::k_data / "u8_nhwc.npy"));
  EXPECT_EQ(content(stored.read(stored.members()[1], folder.path())), test::bytes_of(test::k_data / "labels_i64.npy"));
  const ZipArchive deflated = ZipArchive::open(test::k_data / "deflated.npz");
  EXPECT_EQ(deflated.members()[0].method, 8);
  EXPECT_EQ(content(deflated.read(deflated.members()[0], folder.path())), test::bytes_of(test::k_data / "u8_nhwc.npy"));
  EXPECT_EQ(content(deflated.read(deflated.members()[1], folder.path())),
            test::bytes_of(test::k_data / "labels_u8.npy"));
  EXPECT_TRUE(test::names_in(folder.path()).empty());  // the unpacked files have no name
}

/// Everything in the archive.
std::vector<std::string> read_all(const std::filesystem::path& path, const std::filesystem::path& scratch) {
  const ZipArchive archive = ZipArchive::open(path);
  std::vector<std::string> contents;
  for (const auto& member : archive.members()) contents.push_back(content(archive.read(member, scratch)));
  return contents;
}

TEST(ZipArchive, CutAnywhereIsAnError) {
  const TemporaryFolder folder;
  for (const std::string name : {"stored.npz", "deflated.npz"}) {
    const std::string whole = test::bytes_of(test::k_data / name);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      test::write_file(folder / "cut.npz", whole.substr(0, size));
      EXPECT_THROW(static_cast<void>(read_all(folder / "cut.npz", folder.path())), Error) << name << ' ' << size;
    }
  }
}

TEST(ZipArchive, NoChangedByteGoesUnnoticed) {
  const TemporaryFolder folder;
  for (const std::string name : {"stored.npz", "deflated.npz"}) {
    const std::string whole = test::bytes_of(test::k_data / name);
    const auto original = read_all(test::k_data / name, folder.path());
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const char mask : {'\x10', '\x7f'}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ mask);
        test::write_file(folder / "changed.npz", changed);
        try {
          // Bytes that mean nothing here (times, the last bits of a deflate stream) may change; the content may not.
          const auto contents = read_all(folder / "changed.npz", folder.path());
          EXPECT_TRUE(contents == original || contents.size() < original.size()) << name << ' ' << at;
        } catch (const Error&) {
        }
      }
    }
  }
}

/// An archive of one stored member "a" with zip64 sizes and a zip64 end record, byte by byte from the specification.
std::string zip64_archive() {
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  const std::string all_ones(4, '\xff');
  const std::string crc = number(0x352441c2U, 4);  // CRC-32 of "abc"
  const std::string times(4, '\0');
  const std::string local = "PK\x03\x04" + number(45, 2) + number(0, 2) + number(0, 2) + times + crc + all_ones +
                            all_ones + number(1, 2) + number(20, 2) + "a" + number(1, 2) + number(16, 2) +
                            number(3, 8) + number(3, 8);
  const std::string directory = "PK\x01\x02" + number(45, 2) + number(45, 2) + number(0, 2) + number(0, 2) + times +
                                crc + all_ones + all_ones + number(1, 2) + number(28, 2) + number(0, 2) + number(0, 2) +
                                number(0, 2) + number(0, 4) + all_ones + "a" + number(1, 2) + number(24, 2) +
                                number(3, 8) + number(3, 8) + number(0, 8);
  const std::uint64_t at = local.size() + 3;
  const std::string end64 = "PK\x06\x06" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 4) + number(0, 4) +
                            number(1, 8) + number(1, 8) + number(directory.size(), 8) + number(at, 8);
  const std::string locator = "PK\x06\x07" + number(0, 4) + number(at + directory.size(), 8) + number(1, 4);
  const std::string end =
      "PK\x05\x06" + number(0, 4) + number(0xffff, 2) + number(0xffff, 2) + all_ones + all_ones + number(4, 2);
  return local + "abc" + directory + end64 + locator + end + "note";
}

TEST(ZipArchive, ReadsZip64AndAComment) {
  const TemporaryFolder folder;
  test::write_file(folder / "big.zip", zip64_archive());
  const ZipArchive archive = ZipArchive::open(folder / "big.zip");
  ASSERT_EQ(archive.members().size(), 1U);
  EXPECT_EQ(archive.members()[0].name, "a");
  EXPECT_EQ(content(archive.read(archive.members()[0], folder.path())), "abc");
}

TEST(ZipArchive, RefusesWhatItDoesNotKnow) {
  const TemporaryFolder folder;
  const auto expect_refused = [&](const std::string& bytes, std::initializer_list<std::string> parts) {
    test::write_file(folder / "a.npz", bytes);
    expect_error([&] { read_all(folder / "a.npz", folder.path()); }, ErrorKind::failed, parts);
  };
  expect_refused("", {"not a zip archive", "a.npz"});
  expect_refused(std::string(100000, 'x'), {"not a zip archive"});
  const std::string whole = test::bytes_of(test::k_data / "stored.npz");
  const auto directory = whole.find("PK\x01\x02");
  std::string encrypted = whole;
  encrypted[directory + 8] = 1;
  expect_refused(encrypted, {"encrypted", "images.npy"});
  std::string method = whole;
  method[directory + 10] = 14;
  expect_refused(method, {"method 14"});
  std::string crc = whole;
  crc[directory + 16] = static_cast<char>(crc[directory + 16] ^ 1);
  expect_refused(crc, {"checksum", "images.npy"});
}

// A member that claims to be small but unpacks to more must stop at its claim, not fill the disk.
TEST(ZipArchive, StopsUnpackingAtTheStatedSize) {
  const TemporaryFolder folder;
  std::string whole = test::bytes_of(test::k_data / "deflated.npz");
  const auto directory = whole.find("PK\x01\x02");
  whole[directory + 24] = 100;  // size 100 instead of 488
  whole[directory + 25] = 0;
  test::write_file(folder / "a.npz", whole);
  expect_error([&] { read_all(folder / "a.npz", folder.path()); }, ErrorKind::failed, {"more than 100 bytes unpacked"});
}

}  // namespace
}  // namespace wirebench::dataset
