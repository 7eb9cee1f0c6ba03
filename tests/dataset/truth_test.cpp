// Truth images in a dataset.
#include <gtest/gtest.h>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/dataset/manifest.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

DatasetHeader with_truth() {
  DatasetHeader header = test::byte_header();
  header.class_names = {"a"};
  header.truth_names = {"nothing", "electron", "muon"};
  header.truth_kinds = {"none", "shower", "track"};
  return header;
}

/// Two images; truth pixel p of image i is (i + p) modulo `numbers`.
void write(const std::filesystem::path& path, std::uint8_t shift = 0) {
  DatasetWriter writer{path, with_truth()};
  std::vector<std::uint8_t> pixels(60, 7);
  std::vector<std::uint8_t> truth(60);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t p = 0; p < truth.size(); ++p) truth[p] = static_cast<std::uint8_t>((i + p + shift) % 3);
    writer.append(std::span<const std::uint8_t>{pixels}, test::event(i, 0, Split::training), truth);
  }
  writer.close();
}

TEST(TruthImages, AreReadAsWrittenWithTheirNames) {
  const TemporaryFolder folder;
  write(folder / "d.h5");
  const DatasetReader reader{folder / "d.h5"};
  EXPECT_EQ(reader.header().truth_names, with_truth().truth_names);
  EXPECT_EQ(reader.header().truth_kinds, with_truth().truth_kinds);
  std::vector<std::uint8_t> truth(60);
  reader.read_truth(1, truth);
  for (std::size_t p = 0; p < truth.size(); ++p) EXPECT_EQ(truth[p], (1 + p) % 3);
  EXPECT_EQ(describe(reader)["truth_images"]["muon"]["number"], 2);
  EXPECT_EQ(describe(reader)["truth_images"]["muon"]["kind"], "track");
}

TEST(TruthImages, AreInTheDigestOfTheContent) {
  const TemporaryFolder folder;
  write(folder / "a.h5");
  write(folder / "b.h5", 1);
  const DatasetReader a{folder / "a.h5"};
  const DatasetReader b{folder / "b.h5"};
  EXPECT_NE(a.content_sha256(), b.content_sha256());
  EXPECT_EQ(compute_content_sha256(a), a.content_sha256());
}

TEST(TruthImages, AreAbsentWhereNoneWereWritten) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2});
  const DatasetReader reader{folder / "d.h5"};
  EXPECT_TRUE(reader.header().truth_names.empty());
  EXPECT_FALSE(describe(reader).contains("truth_images"));
}

/// Writes a good file and another one of the images with a forged /truth.
void forge(const std::filesystem::path& path, const std::vector<hsize_t>& shape, std::uint8_t number,
           const std::vector<std::string>& names, const std::vector<std::string>& kinds) {
  auto file = hdf5::File::create(path);
  {
    file.create_dataset<std::uint8_t>("/images", {.shape = {1, 1, 2, 2}, .chunk = {1, 1, 2, 2}});
    hdf5::Dataset truth = file.create_dataset<std::uint8_t>("/truth", {.shape = shape, .chunk = shape});
    std::size_t size = 1;
    for (const hsize_t side : shape) size *= side;
    const std::vector<std::uint8_t> numbers(size, number);
    truth.write_rows<std::uint8_t>(0, shape[0], numbers);
    const std::vector<StoredEvent> rows(1);
    hdf5::Dataset events = file.create_dataset("/events", stored_event_type(), {.shape = {1}, .chunk = {1}});
    events.write_rows<StoredEvent>(stored_event_type(), 0, rows);
  }
  const std::vector<std::string> classes{"a"};
  file.set_attribute("/", "format", "wirebench-dataset");
  file.set_attribute("/", "format_version", std::int64_t{1});
  file.set_attribute("/", "class_names", std::span<const std::string>{classes});
  file.set_attribute("/", "provenance", "{}");
  file.set_attribute("/truth", "names", std::span<const std::string>{names});
  file.set_attribute("/truth", "kinds", std::span<const std::string>{kinds});
  file.close();
}

TEST(TruthImages, ForgedOnesAreRefused) {
  const TemporaryFolder folder;
  const auto path = folder / "d.h5";
  const auto open = [&] { DatasetReader{path}; };
  forge(path, {1, 1, 2, 2}, 1, {"a", "b"}, {"none", "track"});
  EXPECT_NO_THROW(open());
  forge(path, {1, 1, 2, 3}, 1, {"a", "b"}, {"none", "track"});
  expect_error(open, ErrorKind::failed, {"do not match", "[1, 1, 2, 3]"});
  forge(path, {1, 1, 2, 2}, 1, {"a", "b"}, {"none"});
  expect_error(open, ErrorKind::failed, {"wrong number of names", "2 names, 1 kinds"});
  forge(path, {1, 1, 2, 2}, 2, {"a", "b"}, {"none", "track"});
  const DatasetReader reader{path};
  std::vector<std::uint8_t> truth(4);
  expect_error([&] { reader.read_truth(0, truth); }, ErrorKind::failed, {"without a name", "the file names 2"});
}

}  // namespace
}  // namespace wirebench::dataset
