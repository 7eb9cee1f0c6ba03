#include "wirebench/study/image_features.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace wirebench::study {
namespace {

constexpr std::size_t k_side = 40;

class Picture {
 public:
  Picture& put(std::size_t x, std::size_t y, float value) {
    pixels_[y * k_side + x] += value;
    return *this;
  }
  /// A line of pixels from (x, y), `length` of them, each (dx, dy) from the last.
  Picture& line(double x, double y, double dx, double dy, int length, float value = 10.0F) {
    for (int i = 0; i < length; ++i) {
      const auto column = static_cast<std::size_t>(std::lround(x + i * dx));
      const auto row = static_cast<std::size_t>(std::lround(y + i * dy));
      pixels_[row * k_side + column] = value;
    }
    return *this;
  }
  [[nodiscard]] ViewFeatures features() const { return view_features(pixels_, k_side, k_side); }
  [[nodiscard]] const std::vector<float>& pixels() const { return pixels_; }

 private:
  std::vector<float> pixels_ = std::vector<float>(k_side * k_side, 0.0F);
};

TEST(ViewFeatures, AnEmptyViewIsNothing) {
  const ViewFeatures f = Picture{}.put(3, 4, -5.0F).features();
  EXPECT_EQ(f.charge, 0.0);
  EXPECT_EQ(f.extent, 0.0);
  EXPECT_EQ(f.track, 0.0);
}

TEST(ViewFeatures, OnePixel) {
  const ViewFeatures f = Picture{}.put(7, 30, 12.0F).features();
  EXPECT_EQ(f.charge, 12.0);
  EXPECT_DOUBLE_EQ(f.extent, std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(f.track, 1.0);
}

TEST(ViewFeatures, ALineIsAsLongAtAnyAngle) {
  // Thirty steps of one pixel, 31 pixels with both ends.
  for (int degrees = 0; degrees < 180; degrees += 7) {
    const double dx = std::cos(degrees * M_PI / 180);
    const double dy = std::sin(degrees * M_PI / 180);
    const ViewFeatures f = Picture{}.line(20 - 15 * dx, 20 - 15 * dy, dx, dy, 31).features();
    EXPECT_NEAR(f.track, 31.0, 2.0) << degrees;
    EXPECT_NEAR(f.extent, std::hypot(30 * dx, 30 * dy) + 1, 1.5) << degrees;
  }
}

TEST(ViewFeatures, TheLongerOfTwoTracksCounts) {
  const ViewFeatures f = Picture{}.line(5, 5, 1, 0, 12).line(5, 5, 0.6, 0.8, 25).features();
  EXPECT_NEAR(f.track, 25.0, 2.0);
}

TEST(ViewFeatures, ARunGoesOverOneMissingPixelNotOverTwo) {
  EXPECT_NEAR(Picture{}.line(4, 8, 1, 0, 10).line(15, 8, 1, 0, 10).features().track, 21.0, 0.1);
  EXPECT_NEAR(Picture{}.line(4, 8, 1, 0, 10).line(16, 8, 1, 0, 10).features().track, 10.0, 0.1);
}

TEST(ViewFeatures, FaintPixelsAreNoTrackAndHardlyWidenTheBox) {
  // A line of 100 in all, and two pixels of 0.4 far from it: below a fifth of the mean, and 0.4 % of the charge each.
  const ViewFeatures f = Picture{}.line(10, 20, 1, 0, 10).put(0, 0, 0.4F).put(39, 39, 0.4F).features();
  EXPECT_NEAR(f.charge, 100.8, 1e-4);
  EXPECT_NEAR(f.track, 10.0, 0.1);
  EXPECT_DOUBLE_EQ(f.extent, std::hypot(10.0, 1.0));
}

TEST(ImageFeatures, AreThoseOfEachChannelInTurn) {
  const Picture one = Picture{}.line(4, 8, 1, 0, 10);
  const Picture other = Picture{}.put(3, 3, 2.0F);
  std::vector<float> pixels = one.pixels();
  pixels.insert(pixels.end(), other.pixels().begin(), other.pixels().end());
  const dataset::ImageShape shape{.channels = 2, .height = k_side, .width = k_side};
  const auto features = image_features(pixels, shape);
  ASSERT_EQ(features.size(), 6U);
  EXPECT_EQ(features[0], one.features().charge);
  EXPECT_EQ(features[2], one.features().track);
  EXPECT_EQ(features[3], 2.0);
  EXPECT_THAT(feature_names(shape),
              testing::ElementsAre("charge_0", "extent_0", "track_0", "charge_1", "extent_1", "track_1"));
}

TEST(EventFeatures, AddUpTheChargeAndKeepTheLargestExtentAndTheLongestTrack) {
  const std::vector<double> of_three_planes{100.0, 7.0, 30.0, 20.0, 50.0, 4.0, 3.0, 1.0, 31.0};
  EXPECT_THAT(event_features(of_three_planes), testing::ElementsAre(123.0, 50.0, 31.0));
  EXPECT_THAT(event_features(std::vector<double>{5.0, 6.0, 7.0}), testing::ElementsAre(5.0, 6.0, 7.0));
  EXPECT_EQ(event_feature_names().size(), event_features(of_three_planes).size());
}

}  // namespace
}  // namespace wirebench::study
