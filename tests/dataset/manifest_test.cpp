#include "wirebench/dataset/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "dataset/fixtures.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/hdf5.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::TemporaryFolder;

TEST(Manifest, CountsClassesPerSplit) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "d.h5", {0, 1, 2, 2, 1, 0, 0});  // the fifth, a numu CC, validates
  const DatasetReader reader{folder / "d.h5"};
  const Json block = describe(reader);
  EXPECT_EQ(block["images"], 7);
  EXPECT_EQ(block["shape"], Json::parse("[3, 4, 5]"));
  EXPECT_EQ(block["pixel_type"], "uint8");
  EXPECT_EQ(block["splits"], Json::parse(R"({"training": {"NC": 3, "numu CC": 1, "nue CC": 2},
                                             "validation": {"NC": 0, "numu CC": 1, "nue CC": 0},
                                             "test": {"NC": 0, "numu CC": 0, "nue CC": 0}})"));
  EXPECT_EQ(block["provenance"]["program"], "wirebench");
  EXPECT_EQ(block["provenance"]["configuration"]["pixel_mm"], 10);
  const auto file = hdf5::File::open(folder / "d.h5");
  const Json stored = Json::parse(file.text_attribute("/", "manifest"));
  EXPECT_EQ(stored["splits"], block["splits"]);
  EXPECT_EQ(stored["content_sha256"], block["content_sha256"]);
}

TEST(Manifest, DigestIsThatOfTheContentAndOfNothingElse) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "a.h5", {0, 1, 2});
  DatasetHeader other = test::byte_header();
  other.configuration = "another configuration";
  test::write_bytes(folder / "b.h5", {0, 1, 2}, other);
  test::write_bytes(folder / "c.h5", {0, 2, 1});
  other.class_names[0] = "nc";
  test::write_bytes(folder / "e.h5", {0, 1, 2}, other);
  const DatasetReader a{folder / "a.h5"};
  EXPECT_EQ(a.content_sha256().size(), 64U);
  EXPECT_EQ(compute_content_sha256(a), a.content_sha256());
  EXPECT_EQ(DatasetReader{folder / "b.h5"}.content_sha256(), a.content_sha256());
  EXPECT_NE(DatasetReader{folder / "c.h5"}.content_sha256(), a.content_sha256());
  EXPECT_NE(DatasetReader{folder / "e.h5"}.content_sha256(), a.content_sha256());
}

TEST(Manifest, DigestCoversTheWeightsThatAreKnown) {
  const TemporaryFolder folder;
  DatasetHeader header = test::byte_header();
  header.class_names = {"a"};
  const std::vector<std::uint8_t> pixels(60, 3);
  const auto digest_with = [&](const std::string& name, double weight) {
    DatasetWriter writer{folder / name, header};
    EventRecord event = test::event(1, 0, Split::test);
    event.flux_weight = weight;
    writer.append(std::span<const std::uint8_t>{pixels}, event);
    writer.close();
    const DatasetReader reader{folder / name};
    EXPECT_EQ(compute_content_sha256(reader), reader.content_sha256());
    return reader.content_sha256();
  };
  EXPECT_NE(digest_with("half.h5", 0.5), digest_with("double.h5", 2.0));
  EXPECT_NE(digest_with("half.h5", 0.5), digest_with("unknown.h5", std::numeric_limits<double>::quiet_NaN()));
}

TEST(Manifest, DigestOfFloatsIsFoundAgain) {
  const TemporaryFolder folder;
  DatasetHeader header = test::byte_header();
  header.pixel_type = PixelType::float32;
  header.class_names = {"a"};
  DatasetWriter writer{folder / "f.h5", header};
  const std::vector<float> pixels(60, 0.1F);
  writer.append(std::span<const float>{pixels}, test::event(1, 0, Split::test));
  writer.close();
  const DatasetReader reader{folder / "f.h5"};
  EXPECT_EQ(compute_content_sha256(reader), reader.content_sha256());
}

}  // namespace
}  // namespace wirebench::dataset
