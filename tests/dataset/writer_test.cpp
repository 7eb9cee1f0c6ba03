#include "wirebench/dataset/writer.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <limits>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/hdf5.hpp"

namespace wirebench::dataset {
namespace {

using test::byte_header;
using test::event;
using testing::ElementsAre;
using testing::IsEmpty;
using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

TEST(DatasetWriter, BytesComeBack) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2, 2, 1, 0, 0});
  const DatasetReader reader{folder / "d.h5"};
  EXPECT_EQ(reader.header().shape, (ImageShape{3, 4, 5}));
  EXPECT_EQ(reader.header().pixel_type, PixelType::uint8);
  EXPECT_THAT(reader.header().class_names, ElementsAre("NC", "numu CC", "nue CC"));
  EXPECT_EQ(reader.header().configuration["pixel_mm"], 10);
  ASSERT_EQ(reader.events().size(), 7U);
  std::vector<float> pixels(60);
  for (std::size_t i = 0; i < 7; ++i) {
    reader.read(i, pixels);
    for (std::size_t p = 0; p < 60; ++p) ASSERT_EQ(pixels[p], static_cast<float>(test::pattern(i, p))) << i << ' ' << p;
    EXPECT_EQ(reader.events()[i].event_id, 1000 + i);
  }
  EXPECT_THAT(reader.positions(Split::training), ElementsAre(0, 1, 2, 3, 5, 6));
  EXPECT_THAT(reader.positions(Split::validation), ElementsAre(4));
  EXPECT_THAT(reader.positions(Split::test), IsEmpty());
}

TEST(DatasetWriter, FloatsAndTruthComeBackExactly) {
  const TemporaryFolder folder;
  DatasetHeader header = byte_header();
  header.pixel_type = PixelType::float32;
  header.shape = {.channels = 1, .height = 2, .width = 2};
  header.class_names = {"a", "b"};
  const std::vector<float> first{0.1F, -3.25e-30F, std::numeric_limits<float>::max(),
                                 std::numeric_limits<float>::denorm_min()};
  const std::vector<float> second{1.0F, 2.0F, 3.0F, 4.0F};
  EventRecord full = event(0xffffffffffffffffU, 1, Split::test);
  full.neutrino_pdg = -12;
  full.neutrino_energy_mev = 2955.6F;
  full.vertex_x_mm = -1.5F;
  full.vertex_y_mm = 2.5F;
  full.vertex_z_mm = 1e5F;
  full.deposited_mev = 12.25F;
  full.charge_in_image = 1e9F;
  {
    DatasetWriter writer{folder / "f.h5", header};
    writer.append(std::span<const float>{first}, full);
    writer.append(std::span<const float>{second}, event(7, 0, Split::training));
    EXPECT_EQ(writer.size(), 2U);
    writer.close();
  }
  const DatasetReader reader{folder / "f.h5"};
  EXPECT_EQ(reader.header().pixel_type, PixelType::float32);
  std::vector<float> pixels(4);
  reader.read(0, pixels);
  EXPECT_EQ(pixels, first);
  reader.read(1, pixels);
  EXPECT_EQ(pixels, second);
  const EventRecord& back = reader.events()[0];
  EXPECT_EQ(back.event_id, full.event_id);
  EXPECT_EQ(back.label, 1);
  EXPECT_EQ(back.split, Split::test);
  EXPECT_EQ(back.neutrino_pdg, -12);
  EXPECT_EQ(back.neutrino_energy_mev, 2955.6F);
  EXPECT_EQ(back.vertex_x_mm, -1.5F);
  EXPECT_EQ(back.vertex_y_mm, 2.5F);
  EXPECT_EQ(back.vertex_z_mm, 1e5F);
  EXPECT_EQ(back.deposited_mev, 12.25F);
  EXPECT_EQ(back.charge_in_image, 1e9F);
  EXPECT_TRUE(std::isnan(reader.events()[1].vertex_x_mm));
}

TEST(DatasetWriter, LooksNaturalToHdf5Tools) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2});
  const auto file = hdf5::File::open(folder / "d.h5");
  EXPECT_THAT(file.members("/"), ElementsAre("events", "images"));
  const auto images = file.dataset("/images");
  EXPECT_THAT(images.shape(), ElementsAre(3, 3, 4, 5));
  EXPECT_EQ(images.element_class(), H5T_INTEGER);
  EXPECT_EQ(images.element_size(), 1U);
  EXPECT_THAT(file.dataset("/events").field_names(),
              testing::IsSupersetOf({"event_id", "label", "split", "neutrino_pdg"}));
  EXPECT_THAT(file.texts_attribute("/", "class_names"), ElementsAre("NC", "numu CC", "nue CC"));
  EXPECT_THAT(file.texts_attribute("/", "split_names"), ElementsAre("training", "validation", "test"));
  EXPECT_EQ(Json::parse(file.text_attribute("/", "provenance"))["program"], "wirebench");
  EXPECT_EQ(file.text_attribute("/images", "layout"), "NCHW");
}

TEST(DatasetWriter, EqualContentGivesEqualBytes) {
  const TemporaryFolder folder;
  std::vector<std::uint8_t> labels;
  for (std::size_t i = 0; i < 300; ++i) labels.push_back(static_cast<std::uint8_t>(i % 3));
  test::write_bytes(folder / "a.h5", labels);
  ::sleep(1);  // HDF5 counts time stamps in seconds: they must not be there
  test::write_bytes(folder / "b.h5", labels);
  EXPECT_TRUE(test::bytes_of(folder / "a.h5") == test::bytes_of(folder / "b.h5"));
  labels[7] = 2;
  test::write_bytes(folder / "c.h5", labels);
  EXPECT_FALSE(test::bytes_of(folder / "a.h5") == test::bytes_of(folder / "c.h5"));
}

TEST(DatasetWriter, LeavesNothingWhenNotClosed) {
  const TemporaryFolder folder;
  {
    DatasetWriter writer{folder / "d.h5", byte_header()};
    const std::vector<std::uint8_t> pixels(60);
    writer.append(std::span<const std::uint8_t>{pixels}, event(0, 0, Split::training));
    EXPECT_FALSE(std::filesystem::exists(folder / "d.h5"));
    EXPECT_EQ(test::names_in(folder.path()).size(), 1U);  // the unfinished one
  }
  EXPECT_THAT(test::names_in(folder.path()), IsEmpty());
}

TEST(DatasetWriter, KilledProcessLeavesNoFileUnderTheName) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2});
  const std::string before = test::bytes_of(folder / "d.h5");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    DatasetWriter writer{folder / "d.h5", byte_header()};
    const std::vector<std::uint8_t> pixels(60, 9);
    for (std::uint64_t i = 0; i < 100; ++i)
      writer.append(std::span<const std::uint8_t>{pixels}, event(i, 0, Split::test));
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(test::bytes_of(folder / "d.h5") == before);
  for (const std::string& name : test::names_in(folder.path())) {
    EXPECT_TRUE(name == "d.h5" || name.ends_with(".partial")) << name;
  }
}

/// 60 images that do not compress well.
void write_much(const std::filesystem::path& path) {
  DatasetHeader header = byte_header();
  header.shape = {.channels = 3, .height = 64, .width = 64};
  DatasetWriter writer{path, header};
  std::vector<std::uint8_t> pixels(header.shape.pixels());
  for (std::uint64_t i = 0; i < 60; ++i) {
    for (std::size_t p = 0; p < pixels.size(); ++p) pixels[p] = static_cast<std::uint8_t>((p * p * (i + 3)) >> 5U);
    writer.append(std::span<const std::uint8_t>{pixels}, event(i, static_cast<std::uint8_t>(i % 3), Split::test));
  }
  writer.close();
}

/// Exit code of a child that writes with files limited to `largest` bytes; 42 is the error that is wanted.
int write_with_limit(const std::filesystem::path& path, rlim_t largest) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);  // so that write() reports EFBIG, as it reports ENOSPC on a full disk
    const rlimit limit{largest, largest};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      write_much(path);
    } catch (const Error& error) {
      const bool said = std::string{error.what()}.find("Free space on that disk") != std::string::npos;
      if (!said) std::fprintf(stderr, "limit %lu: %s\n", static_cast<unsigned long>(largest), error.what());
      ::_exit(error.kind() == ErrorKind::failed && said ? 42 : 43);
    } catch (...) {
      ::_exit(44);
    }
    ::_exit(0);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

TEST(DatasetWriter, FullDiskAtAnyMomentIsAnErrorAndTheOldFileStays) {
  const TemporaryFolder folder;
  write_much(folder / "whole.h5");
  const rlim_t size = std::filesystem::file_size(folder / "whole.h5");
  std::filesystem::remove(folder / "whole.h5");
  test::write_bytes(folder / "d.h5", {0, 1, 2});
  const std::string before = test::bytes_of(folder / "d.h5");
  for (const rlim_t limit : {rlim_t{0}, rlim_t{512}, rlim_t{2048}, size / 10, size / 2, size - 5000, size - 1}) {
    EXPECT_EQ(write_with_limit(folder / "d.h5", limit), 42) << limit << " of " << size;
    EXPECT_TRUE(test::bytes_of(folder / "d.h5") == before);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("d.h5"));
  }
  EXPECT_EQ(write_with_limit(folder / "d.h5", size), 0);
}

TEST(DatasetWriter, RefusesAClassWithoutEvents) {
  const TemporaryFolder folder;
  expect_error(
      [&] {
        test::write_bytes(folder / "d.h5", {0, 0, 2});
      },
      ErrorKind::failed, {"no events of class 'numu CC'", "d.h5", "3 events of other classes"});
  EXPECT_THAT(test::names_in(folder.path()), IsEmpty());
  expect_error([&] { test::write_bytes(folder / "d.h5", {}); }, ErrorKind::failed, {"no events of class 'NC'"});
}

TEST(DatasetWriter, RefusesWhatNobodyCouldRead) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> pixels(60);
  DatasetWriter writer{folder / "d.h5", byte_header()};
  expect_error([&] { writer.append(std::span<const std::uint8_t>{pixels}, event(5, 3, Split::training)); },
               ErrorKind::failed, {"label is not a class", "event 5", "label 3", "3 classes"});

  DatasetHeader floats = byte_header();
  floats.pixel_type = PixelType::float32;
  DatasetWriter float_writer{folder / "f.h5", floats};
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> values(60, 1.0F);
    values[17] = bad;
    expect_error([&] { float_writer.append(std::span<const float>{values}, event(6, 0, Split::training)); },
                 ErrorKind::failed, {"not a finite number", "event 6"});
  }

  DatasetHeader empty = byte_header();
  empty.shape.height = 0;
  expect_error([&] { DatasetWriter{folder / "e.h5", empty}; }, ErrorKind::usage, {"without pixels", "3 x 0 x 5"});
  DatasetHeader huge = byte_header();
  huge.shape = {.channels = 65536, .height = 65536, .width = 65536};
  expect_error([&] { DatasetWriter{folder / "e.h5", huge}; }, ErrorKind::usage, {"too large"});
  DatasetHeader twice = byte_header();
  twice.class_names = {"NC", "NC"};
  expect_error([&] { DatasetWriter{folder / "e.h5", twice}; }, ErrorKind::usage, {"named twice", "'NC'"});
  DatasetHeader none = byte_header();
  none.class_names.clear();
  expect_error([&] { DatasetWriter{folder / "e.h5", none}; }, ErrorKind::usage, {"number of classes"});
}

TEST(DatasetWriter, RefusesAFolderThatCannotBe) {
  const TemporaryFolder folder;
  test::write_file(folder / "file", "x");
  expect_error([&] { DatasetWriter{folder / "file" / "d.h5", byte_header()}; }, ErrorKind::failed, {"file"});
}

}  // namespace
}  // namespace wirebench::dataset
