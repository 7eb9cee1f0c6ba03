#include "wirebench/dataset/import_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/dataset/png_image.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

std::unique_ptr<ImageSource> open(const std::filesystem::path& path, const std::vector<std::string>& classes = {}) {
  const std::array inputs{path};
  return open_folder(inputs, classes);
}

PngImage kind(const std::string& name) {
  return read_png(test::k_data / "png_kinds" / name);
}

// The values are those tests/data/dataset/make_files.py put in.
TEST(ReadPng, KeepsTheNumbersAsTheyAre) {
  const PngImage grey = kind("grey8.png");
  EXPECT_EQ(grey.shape, (ImageShape{1, 4, 5}));
  EXPECT_EQ(grey.pixel_type, PixelType::uint8);
  EXPECT_THAT(grey.bytes, ElementsAre(0, 7, 14, 21, 28, 3, 10, 17, 24, 31, 6, 13, 20, 27, 34, 9, 16, 23, 30, 37));
  const PngImage wide = kind("grey16.png");
  EXPECT_EQ(wide.pixel_type, PixelType::float32);
  EXPECT_EQ(wide.values[0], 7.0F);
  EXPECT_EQ(wide.values[6], 2567.0F);  // 10 * 256 + 7
  EXPECT_THAT(kind("grey1.png").bytes, ElementsAre(255, 0, 255, 0, 255, 0, 255, 0, 255, 0));
  const PngImage palette = kind("palette.png");
  EXPECT_EQ(palette.shape, (ImageShape{3, 1, 2}));
  EXPECT_THAT(palette.bytes, ElementsAre(10, 40, 20, 50, 30, 60));
}

TEST(ReadPng, DropsAnOpaqueAlphaAndRefusesATransparentOne) {
  const PngImage opaque = kind("opaque.png");
  EXPECT_EQ(opaque.shape, (ImageShape{3, 4, 5}));
  EXPECT_EQ(opaque.bytes[0], 0);
  EXPECT_EQ(opaque.bytes[20], 50);
  EXPECT_EQ(opaque.bytes[59], 137);  // channel 2, row 3, column 4: 100 + 9 + 28
  expect_error([] { kind("transparent.png"); }, ErrorKind::failed, {"transparent", "column 3, row 2"});
}

TEST(ReadPng, DamagedAnywhereIsAnErrorNotACrash) {
  const TemporaryFolder folder;
  for (const std::string name : {"grey8.png", "palette.png", "opaque.png"}) {
    const std::string whole = test::bytes_of(test::k_data / "png_kinds" / name);
    for (std::size_t size = 0; size + 12 < whole.size(); ++size) {  // without the last chunk nothing is lost
      test::write_file(folder / "cut.png", whole.substr(0, size));
      EXPECT_THROW(static_cast<void>(read_png(folder / "cut.png")), Error) << name << ' ' << size;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      test::write_file(folder / "changed.png", changed);
      try {
        static_cast<void>(read_png(folder / "changed.png"));
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("changed.png"));
      }
    }
  }
  expect_error([&] { static_cast<void>(read_png(folder / "none.png")); }, ErrorKind::usage, {"none.png"});
}

// An 8-bit grey picture that claims 16000 x 16000 pixels in a file of 100 bytes; its header checksum is right.
TEST(ReadPng, DoesNotReserveMemoryForAForgedSize) {
  const TemporaryFolder folder;
  const std::string bytes{
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x3e\x80\0\0\x3e\x80\x08\0\0\0\0\x64\x15\x80\x02"
      "\0\0\0\0IDAT\x35\xaf\x06\x1e",
      45};
  test::write_file(folder / "huge.png", bytes);
  expect_error([&] { static_cast<void>(read_png(folder / "huge.png")); }, ErrorKind::failed,
               {"huge.png", "16000 x 16000"});
}

TEST(ImportFolder, TakesTheClassFromTheFolder) {
  auto source = open(test::k_data / "pictures");
  EXPECT_THAT(source->class_names(), ElementsAre("NC", "numu CC", "nue CC"));  // the usual three: the usual order
  std::vector<int> labels;
  for (const EventRecord& event : source->events()) labels.push_back(event.label);
  EXPECT_THAT(labels, ElementsAre(0, 0, 2, 2, 1, 1));  // NC, nue CC, numu CC by name
  std::vector<std::uint8_t> pixels(60);
  source->read(5, std::span<std::uint8_t>{pixels});  // numu CC/event5.png
  EXPECT_EQ(pixels[0], 85);                          // 17 * 5
  EXPECT_EQ(pixels[20], 135);
  EXPECT_EQ(pixels[59], 222);  // 85 + 100 + 9 + 28
}

TEST(ImportFolder, OrdersOtherClassesByName) {
  const TemporaryFolder folder;
  const std::string picture = test::bytes_of(test::k_data / "png_kinds/grey8.png");
  for (const std::string name : {"shower", "track", "michel"}) test::write_file(folder / name / "deep/a.png", picture);
  EXPECT_THAT(open(folder.path())->class_names(), ElementsAre("michel", "shower", "track"));
  auto chosen = open(folder.path(), {"track", "michel", "shower"});
  EXPECT_EQ(chosen->events()[0].label, 1);
  expect_error(
      [&] {
        open(folder.path(), {"track", "shower"});
      },
      ErrorKind::usage, {"folder is not a class", "michel", "track, shower"});
}

TEST(ImportFolder, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  expect_error([&] { open(folder.path()); }, ErrorKind::usage, {"no pictures"});
  test::write_file(folder / "a" / "one.png", test::bytes_of(test::k_data / "png_kinds/grey8.png"));
  test::write_file(folder / "b" / "two.png", test::bytes_of(test::k_data / "png_kinds/opaque.png"));
  auto source = open(folder.path());
  std::vector<std::uint8_t> pixels(20);
  source->read(0, std::span<std::uint8_t>{pixels});
  expect_error([&] { source->read(1, std::span<std::uint8_t>{pixels}); }, ErrorKind::failed,
               {"different shapes", "two.png", "3 x 4 x 5 uint8", "1 x 4 x 5 uint8"});
  test::write_file(folder / "loose.png", test::bytes_of(test::k_data / "png_kinds/grey8.png"));
  expect_error([&] { open(folder.path()); }, ErrorKind::usage, {"outside a class folder", "loose.png"});
}

}  // namespace
}  // namespace wirebench::dataset
