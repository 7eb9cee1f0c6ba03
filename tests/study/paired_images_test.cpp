#include "wirebench/study/paired_images.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"
#include "validation/fake_engine.hpp"
#include "validation/reference_file.hpp"

#include "wirebench/dataset/reader.hpp"

namespace wirebench::study {
namespace {

using test::FakeEngine;

PairedImagesJob small_job(const std::filesystem::path& reference) {
  detector::ImageOptions image;
  image.size = 32;
  return {.reference = reference,
          .most_events = {},
          .detector = detector::read_detector_preset("poster"),
          .image = image,
          .seed = 4,
          .threads = 2};
}

std::vector<float> image(const dataset::DatasetReader& images, std::uint64_t position) {
  std::vector<float> pixels(images.header().shape.pixels());
  images.read(position, pixels);
  return pixels;
}

TEST(PairedImages, AreEqualWhereTheEngineMadeTheReference) {
  const test::TemporaryFolder folder;
  test::write_reference(folder / "events.h5", FakeEngine{}, {.first_random = 0});
  const auto made = make_paired_images(small_job(folder / "events.h5"), FakeEngine{}, folder / "out", Log::silent());
  const dataset::DatasetReader reference{made.reference};
  const dataset::DatasetReader engine{made.engine};
  ASSERT_EQ(reference.events().size(), 200U);
  ASSERT_EQ(engine.events().size(), 200U);
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto pixels = image(reference, i);
    EXPECT_GT(*std::ranges::max_element(pixels), 0.0F);
    EXPECT_EQ(pixels, image(engine, i)) << i;
  }
}

TEST(PairedImages, KeepPairsInOneSplitAndNameTheSides) {
  const test::TemporaryFolder folder;
  test::write_reference(folder / "events.h5", FakeEngine{});
  PairedImagesJob job = small_job(folder / "events.h5");
  job.most_events = 90;
  const auto made = make_paired_images(job, FakeEngine{}, folder / "out", Log::silent());
  const dataset::DatasetReader reference{made.reference};
  const dataset::DatasetReader engine{made.engine};
  const dataset::DatasetReader both{made.both};
  EXPECT_EQ(both.header().class_names, (std::vector<std::string>{"reference", "engine"}));
  EXPECT_EQ(reference.positions(dataset::Split::validation).size(), 30U);
  int different = 0;
  for (std::uint64_t i = 0; i < 90; ++i) {
    const auto& one = reference.events()[i];
    EXPECT_EQ(one.label, i % 3);
    EXPECT_EQ(engine.events()[i].split, one.split);
    EXPECT_EQ(engine.events()[i].event_id, one.event_id);
    for (std::uint64_t side = 0; side < 2; ++side) {
      const auto& paired = both.events()[2 * i + side];
      EXPECT_EQ(paired.event_id, one.event_id);
      EXPECT_EQ(paired.split, one.split);
      EXPECT_EQ(paired.label, side);
      EXPECT_EQ(image(both, 2 * i + side), image(side == 0 ? reference : engine, i));
    }
    different += image(reference, i) != image(engine, i);
  }
  EXPECT_GT(different, 80) << "other random numbers are other events";
}

TEST(PairedImages, AreOfBytes) {
  const test::TemporaryFolder folder;
  test::write_reference(folder / "events.h5", FakeEngine{});
  PairedImagesJob job = small_job(folder / "events.h5");
  job.image.pixel_value = detector::PixelValue::float32;
  test::expect_error([&] { (void)make_paired_images(job, FakeEngine{}, folder / "out", Log::silent()); },
                     ErrorKind::usage, {"pixel_type"});
}

}  // namespace
}  // namespace wirebench::study
