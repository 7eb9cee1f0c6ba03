#include "wirebench/train/flip.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace wirebench::train {
namespace {

const dataset::ImageShape k_shape{.channels = 2, .height = 3, .width = 2};
using Image = std::vector<float>;
// Two channels of 3 rows of 2.
const Image k_image{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
const Image k_upside_down{5, 6, 3, 4, 1, 2, 50, 60, 30, 40, 10, 20};
const Image k_left_right{2, 1, 4, 3, 6, 5, 20, 10, 40, 30, 60, 50};
const Image k_turned{6, 5, 4, 3, 2, 1, 60, 50, 40, 30, 20, 10};

std::map<Image, int> outcomes(Flip flip) {
  std::map<Image, int> counts;
  for (std::uint64_t position = 0; position < 400; ++position) {
    Image image = k_image;
    flip_at_random(image, k_shape, flip, 5, 2, position);
    ++counts[image];
  }
  return counts;
}

TEST(Flip, OnlyAllowedAxesAndEachHalfOfTheTime) {
  EXPECT_EQ(outcomes(Flip::none), (std::map<Image, int>{{k_image, 400}}));
  // 400 draws of probability 1/2: 200 +- 10; of 1/4: 100 +- 8.7; five deviations.
  const auto expect_shares = [](Flip flip, const std::vector<Image>& images, int mean, int allowance) {
    auto counts = outcomes(flip);
    EXPECT_EQ(counts.size(), images.size());
    for (const Image& image : images) EXPECT_NEAR(counts[image], mean, allowance);
  };
  expect_shares(Flip::height, {k_image, k_upside_down}, 200, 50);
  expect_shares(Flip::width, {k_image, k_left_right}, 200, 50);
  expect_shares(Flip::both, {k_image, k_upside_down, k_left_right, k_turned}, 100, 44);
}

TEST(Flip, DependsOnSeedEpochAndPositionAlone) {
  const auto pattern = [](std::uint64_t seed, std::uint64_t epoch) {
    std::vector<bool> flipped;
    for (std::uint64_t position = 0; position < 64; ++position) {
      Image image = k_image;
      flip_at_random(image, k_shape, Flip::height, seed, epoch, position);
      flipped.push_back(image != k_image);
    }
    return flipped;
  };
  EXPECT_EQ(pattern(1, 0), pattern(1, 0));
  EXPECT_NE(pattern(1, 0), pattern(1, 1));
  EXPECT_NE(pattern(1, 0), pattern(2, 0));
}

}  // namespace
}  // namespace wirebench::train
