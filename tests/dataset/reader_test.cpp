#include "wirebench/dataset/reader.hpp"

#include <cmath>
#include <limits>
#include <thread>

#include "dataset/fixtures.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/hdf5.hpp"
#include "wirebench/dataset/stored_event.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::expect_error;
using wirebench::test::TemporaryFolder;

/// A dataset file put together by hand, one part at a time, so that each can be wrong.
struct Forged {
  std::vector<hsize_t> image_shape{2, 3, 4, 5};
  std::vector<StoredEvent> events = std::vector<StoredEvent>(2);
  std::string format = "wirebench-dataset";
  std::int64_t version = 1;
  std::vector<std::string> classes{"NC", "numu CC", "nue CC"};
  std::string provenance = "{}";
  double pixel_value = 0.0;  ///< of the last pixel
  std::string missing;       ///< the object, attribute or column that is left out

  template <class Pixel>
  void write(const std::filesystem::path& path) const {
    auto file = hdf5::File::create(path);
    if (missing != "images") {
      auto images = file.create_dataset<Pixel>("/images", {.shape = image_shape});
      std::vector<Pixel> pixels(images.rows() * images.row_size());
      if (!pixels.empty()) pixels.back() = static_cast<Pixel>(pixel_value);
      images.template write_rows<Pixel>(0, images.rows(), pixels);
    }
    if (missing != "events") {
      const auto rows = stored_event_type(missing == k_weight_field ? WeightField::missing : WeightField::there);
      auto table = file.create_dataset("/events", rows, {.shape = {events.size()}});
      table.write_rows<StoredEvent>(rows, 0, events);
    }
    if (missing != "format") file.set_attribute("/", "format", format);
    if (missing != "format_version") file.set_attribute("/", "format_version", version);
    if (missing != "class_names") file.set_attribute("/", "class_names", std::span<const std::string>{classes});
    if (missing != "provenance") file.set_attribute("/", "provenance", provenance);
    file.close();
  }
};

void expect_refused(const Forged& forged, std::initializer_list<std::string> parts,
                    ErrorKind kind = ErrorKind::failed) {
  const TemporaryFolder folder;
  forged.write<std::uint8_t>(folder / "d.h5");
  expect_error([&] { DatasetReader{folder / "d.h5"}; }, kind, parts);
}

TEST(DatasetReader, OpensWhatIsRight) {
  const TemporaryFolder folder;
  Forged{}.write<std::uint8_t>(folder / "d.h5");
  EXPECT_EQ(DatasetReader{folder / "d.h5"}.events().size(), 2U);
  Forged{}.write<float>(folder / "f.h5");
  EXPECT_EQ(DatasetReader{folder / "f.h5"}.header().pixel_type, PixelType::float32);
}

TEST(DatasetReader, RefusesMissingParts) {
  for (const std::string part : {"images", "events", "format", "format_version", "class_names", "provenance"}) {
    Forged forged;
    forged.missing = part;
    expect_refused(forged, {"d.h5", part});
  }
}

TEST(DatasetReader, RefusesWrongNumbers) {
  Forged rank;
  rank.image_shape = {2, 3, 4};
  expect_refused(rank, {"wrong rank", "[2, 3, 4]"});
  Forged empty;
  empty.image_shape = {0, 3, 4, 5};
  empty.events.clear();
  expect_refused(empty, {"the dataset is empty"});
  Forged flat;
  flat.image_shape = {2, 3, 0, 5};
  expect_refused(flat, {"impossible size"});
  Forged mismatch;
  mismatch.events.resize(3);
  expect_refused(mismatch, {"do not match", "2 images", "[3]"});
  Forged label;
  label.events[1].label = 3;
  expect_refused(label, {"label out of range at position 1", "label 3", "3 classes"});
  Forged split;
  split.events[0].split = 3;
  expect_refused(split, {"split out of range at position 0"});
  Forged other;
  other.format = "wirebench-weights";
  expect_refused(other, {"not a wirebench dataset"});
  Forged newer;
  newer.version = 2;
  expect_refused(newer, {"version 2", "up to 1"});
  Forged json;
  json.provenance = "{\"a\": ";
  expect_refused(json, {"provenance"}, ErrorKind::usage);
}

TEST(DatasetReader, ReadsFilesFromBeforeThereWereWeights) {
  const TemporaryFolder folder;
  Forged forged;
  forged.events[1].label = 2;
  forged.events[1].neutrino_energy_mev = 1500.0F;
  forged.events[1].flux_weight = 0.25;
  forged.write<std::uint8_t>(folder / "new.h5");
  EXPECT_EQ(DatasetReader{folder / "new.h5"}.events()[1].flux_weight, 0.25);
  forged.missing = k_weight_field;
  forged.write<std::uint8_t>(folder / "old.h5");
  const DatasetReader old{folder / "old.h5"};
  EXPECT_EQ(old.events()[1].label, 2);
  EXPECT_EQ(old.events()[1].neutrino_energy_mev, 1500.0F);
  EXPECT_TRUE(std::isnan(old.events()[1].flux_weight));
}

TEST(DatasetReader, RefusesOtherPixelTypes) {
  const TemporaryFolder folder;
  Forged{}.write<double>(folder / "d.h5");
  expect_error([&] { DatasetReader{folder / "d.h5"}; }, ErrorKind::failed, {"wrong type of the pixels", "8 bytes"});
  Forged{}.write<std::int16_t>(folder / "i.h5");
  expect_error([&] { DatasetReader{folder / "i.h5"}; }, ErrorKind::failed, {"wrong type of the pixels", "2 bytes"});
}

TEST(DatasetReader, DoesNotBelieveAnImpossibleNumberOfEvents) {
  const TemporaryFolder folder;
  {
    auto file = hdf5::File::create(folder / "d.h5");
    // Chunks that were never written take no space: the file stays tiny.
    const hsize_t many = hsize_t{1} << 40U;
    file.create_dataset<std::uint8_t>("/images", {.shape = {many, 1, 1, 1}, .chunk = {1024, 1, 1, 1}});
    file.create_dataset("/events", stored_event_type(), {.shape = {many}, .chunk = {1024}});
    file.set_attribute("/", "format", "wirebench-dataset");
    file.set_attribute("/", "format_version", std::int64_t{1});
    const std::vector<std::string> classes{"a"};
    file.set_attribute("/", "class_names", std::span<const std::string>{classes});
    file.set_attribute("/", "provenance", "{}");
    file.close();
  }
  expect_error([&] { DatasetReader{folder / "d.h5"}; }, ErrorKind::failed, {"impossible number of events"});
}

TEST(DatasetReader, RefusesFilesThatAreNone) {
  const TemporaryFolder folder;
  expect_error([&] { DatasetReader{folder / "none.h5"}; }, ErrorKind::usage, {"none.h5"});
  test::write_file(folder / "text.h5", "this is not HDF5");
  expect_error([&] { DatasetReader{folder / "text.h5"}; }, ErrorKind::failed, {"not an HDF5 file", "text.h5"});
}

TEST(DatasetReader, TruncatedAnywhereIsAnErrorNotACrash) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2, 0, 1, 2});
  const std::string whole = test::bytes_of(folder / "d.h5");
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    test::write_file(folder / "cut.h5", whole.substr(0, size));
    expect_error([&] { DatasetReader{folder / "cut.h5"}; }, ErrorKind::failed, {"cut.h5"});
  }
}

TEST(DatasetReader, DamagedImageIsAnErrorWhereItIsRead) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2});
  std::string bytes = test::bytes_of(folder / "d.h5");
  // The deflated chunks begin with zlib's header for level 4; those of the images come last.
  const auto chunk = bytes.rfind("\x78\x5e");
  ASSERT_NE(chunk, std::string::npos);
  for (std::size_t i = 2; i < 12; ++i) bytes[chunk + i] = '\xff';
  test::write_file(folder / "bad.h5", bytes);
  const DatasetReader reader{folder / "bad.h5"};
  std::vector<float> pixels(60);
  int errors = 0;
  for (std::uint64_t i = 0; i < 3; ++i) {
    try {
      reader.read(i, pixels);
    } catch (const Error& error) {
      ++errors;
      EXPECT_THAT(error.what(), testing::HasSubstr("/images"));
    }
  }
  EXPECT_EQ(errors, 1);
}

TEST(DatasetReader, NotANumberInAFloatFileIsAnError) {
  const TemporaryFolder folder;
  Forged forged;
  forged.pixel_value = std::numeric_limits<double>::quiet_NaN();
  forged.write<float>(folder / "f.h5");
  const DatasetReader reader{folder / "f.h5"};
  std::vector<float> pixels(60);
  reader.read(0, pixels);
  expect_error([&] { reader.read(1, pixels); }, ErrorKind::failed, {"not a finite number", "image 1"});
}

TEST(DatasetReader, ReadsFromManyThreads) {
  const TemporaryFolder folder;
  std::vector<std::uint8_t> labels;
  for (std::size_t i = 0; i < 60; ++i) labels.push_back(static_cast<std::uint8_t>(i % 3));
  test::write_bytes(folder / "d.h5", labels);
  const DatasetReader reader{folder / "d.h5"};
  std::vector<int> wrong(4);
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      std::vector<float> pixels(60);
      for (std::size_t i = 0; i < 60; ++i) {
        reader.read((i * 7 + t * 13) % 60, pixels);
        for (std::size_t p = 0; p < 60; ++p)
          wrong[t] += pixels[p] != static_cast<float>(test::pattern((i * 7 + t * 13) % 60, p));
      }
    });
  }
  threads.clear();
  EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
}  // namespace wirebench::dataset
