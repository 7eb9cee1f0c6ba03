#include "wirebench/study/draw_stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "report/picture_file.hpp"
#include "support/events_of.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_folder.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::study {
namespace {

using test::expect_error;

ImageJob job_of(const std::string& detector) {
  detector::ImageOptions image;
  image.size = 64;
  return {.events = test::events_of(WIREBENCH_SOURCE_DIR "/data/events_sample.h5"),
          .detector = detector::read_detector_preset(detector),
          .image = image,
          .splits = dataset::SplitCounts{.training = 30, .validation = 12, .test = 0},
          .keep = Keep::all,
          .most_events = 40,
          .seed = 3,
          .threads = 1,
          .configuration = Json::object()};
}

/// Which pixels are of a strong colour: blue (below the baseline) and red (above).
struct Signs {
  std::size_t below = 0;
  std::size_t above = 0;
};

/// In a part of a picture, given in shares of its width and height.
Signs signs_in(const report::PictureFile& picture, const std::array<double, 2>& across,
               const std::array<double, 2>& down) {
  Signs signs;
  const auto part = [](double share, unsigned size) { return static_cast<unsigned>(share * size); };
  for (unsigned y = part(down[0], picture.height); y < part(down[1], picture.height); ++y) {
    for (unsigned x = part(across[0], picture.width); x < part(across[1], picture.width); ++x) {
      const report::Colour& colour = picture.pixels[std::size_t{y} * picture.width + x];
      const int difference = int{colour[0]} - int{colour[2]};
      signs.below += difference < -60 ? 1 : 0;
      signs.above += difference > 60 ? 1 : 0;
    }
  }
  return signs;
}

TEST(DrawStages, ShowsBipolarInductionAndUnipolarCollection) {
  const test::TemporaryFolder folder;
  const auto png = folder / "stages.png";
  draw_stages(job_of("poster-full"), 1, png, Log::silent());
  const report::PictureFile picture = report::read_png(png);
  ASSERT_GT(picture.width, 1000U);
  // The second of four rows has the waveforms; the panels without their colour bars.
  constexpr std::array<double, 2> row{0.30, 0.47};
  const Signs first = signs_in(picture, {0.06, 0.25}, row);
  const Signs second = signs_in(picture, {0.39, 0.58}, row);
  const Signs collection = signs_in(picture, {0.725, 0.915}, row);
  for (const Signs& induction : {first, second}) {
    EXPECT_GT(induction.below, 20U);
    EXPECT_GT(induction.above, 20U);
  }
  EXPECT_GT(collection.above, 20U);
  EXPECT_LT(collection.below, collection.above / 20);
}

TEST(DrawStages, RefusesWhatHasNoStages) {
  const test::TemporaryFolder folder;
  const auto png = folder / "stages.png";
  expect_error([&] { draw_stages(job_of("poster"), 1, png, Log::silent()); }, ErrorKind::usage,
               {"no stages to draw", "poster", "poster-full"});
  ImageJob generated = job_of("poster-full");
  generated.events = SimulationOptions{};
  ASSERT_TRUE(are_generated(generated.events));
  expect_error([&] { check_stages(generated, 40); }, ErrorKind::usage,
               {"no event number 40", "--stage-event", "40 events are asked for"});
  EXPECT_NO_THROW(check_stages(generated, 39));
  expect_error([&] { draw_stages(job_of("poster-full"), 4000, png, Log::silent()); }, ErrorKind::usage,
               {"no event number 4000", "fewer events"});
  EXPECT_FALSE(std::filesystem::exists(png));
}

}  // namespace
}  // namespace wirebench::study
