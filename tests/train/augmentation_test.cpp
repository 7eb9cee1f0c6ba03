#include "wirebench/train/augmentation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "support/expect_error.hpp"

namespace wirebench::train {
namespace {

using testing::Each;
using testing::ElementsAre;
using Image = std::vector<float>;

/// Float images of linear scaling with full scale 1: pixels are charges from 0 to 1.
dataset::DatasetHeader header(std::uint32_t channels, std::uint32_t height, std::uint32_t width) {
  dataset::DatasetHeader made;
  made.shape = {channels, height, width};
  made.pixel_type = dataset::PixelType::float32;
  made.configuration = {{"image", {{"scaling", "linear"}, {"full_scale_electrons", 1.0}}}};
  return made;
}

AugmentationOptions nothing() {
  AugmentationOptions o;
  o.flip = Flip::none;
  return o;
}

Image changed(const AugmentationOptions& options, const dataset::DatasetHeader& of, Image image, std::uint64_t position,
              std::uint64_t epoch = 0, std::uint64_t seed = 1) {
  Augmenter{options, of, seed}(image, epoch, position);
  return image;
}

TEST(Augmentation, NothingIsNothing) {
  const Image image{0.1F, 0.0F, 0.9F, 1.0F};
  for (std::uint64_t position = 0; position < 50; ++position) {
    EXPECT_EQ(changed(nothing(), header(1, 2, 2), image, position), image);
  }
}

TEST(Augmentation, ShiftsMoveAllPlanesTogetherAndBringInNothing) {
  // Two planes of 3 x 4 with all values different: each outcome is known from where 1 and 101 went.
  Image image(24);
  std::iota(image.begin(), image.begin() + 12, 1.0F);
  std::iota(image.begin() + 12, image.end(), 101.0F);
  AugmentationOptions options = nothing();
  options.shift_drift = 1;
  options.shift_wires = 2;
  std::set<std::pair<int, int>> seen;
  for (std::uint64_t position = 0; position < 400; ++position) {
    const Image moved = changed(options, header(2, 3, 4), image, position);
    // Value 6 (row 1, column 1) stays inside for every shift but two columns to the left.
    const auto found = std::find(moved.begin(), moved.begin() + 12, 7.0F);
    int down = 0;
    int right = 0;
    if (found != moved.begin() + 12) {
      const auto place = static_cast<int>(found - moved.begin());
      down = place / 4 - 1;
      right = place % 4 - 2;
    } else {
      const auto other = std::find(moved.begin(), moved.begin() + 12, 6.0F);
      ASSERT_NE(other, moved.begin() + 12);
      const auto place = static_cast<int>(other - moved.begin());
      down = place / 4 - 1;
      right = place % 4 - 1;
    }
    seen.emplace(down, right);
    for (int plane = 0; plane < 2; ++plane) {
      for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 4; ++column) {
          const int from_row = row - down;
          const int from_column = column - right;
          const bool inside = from_row >= 0 && from_row < 3 && from_column >= 0 && from_column < 4;
          const float expected = inside ? image[static_cast<std::size_t>((plane * 3 + from_row) * 4 + from_column)] : 0;
          ASSERT_EQ(moved[static_cast<std::size_t>((plane * 3 + row) * 4 + column)], expected)
              << down << " " << right << " at " << plane << " " << row << " " << column;
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), 15U);  // 3 x 5 shifts, each as likely: 400 draws leave none out
}

TEST(Augmentation, InclinedWiresSeePartOfAStepAlongTheBeam) {
  // cos 55 = 0.574 and cos 40 = 0.766: steps of 1, 2, 3 and 4 along the beam are 1, 1, 2 and 2 and 1, 2, 2 and 3
  // pixels.
  dataset::DatasetHeader inclined = header(3, 1, 9);
  inclined.configuration["detector"] = {{"plane", {{{"angle_deg", 55.0}}, {{"angle_deg", -40.0}}, {{"angle_deg", 0}}}}};
  AugmentationOptions options = nothing();
  options.shift_wires = 4;
  Image image(27, 0.0F);
  for (std::size_t plane = 0; plane < 3; ++plane) image[9 * plane + 4] = 1.0F;
  const auto place = [](const Image& moved, int plane) {
    const auto first = moved.begin() + 9 * plane;
    return static_cast<int>(std::find(first, first + 9, 1.0F) - first) - 4;
  };
  std::set<std::vector<int>> seen;
  for (std::uint64_t position = 0; position < 400; ++position) {
    const Image moved = changed(options, inclined, image, position);
    seen.insert({place(moved, 2), place(moved, 1), place(moved, 0)});
  }
  EXPECT_THAT(seen, testing::ElementsAre(std::vector{-4, -3, -2}, std::vector{-3, -2, -2}, std::vector{-2, -2, -1},
                                         std::vector{-1, -1, -1}, std::vector{0, 0, 0}, std::vector{1, 1, 1},
                                         std::vector{2, 2, 1}, std::vector{3, 2, 2}, std::vector{4, 3, 2}));
  // What does not say the angles of as many planes moves them alike.
  for (const Json& detector : {Json{{"plane", {{{"angle_deg", 55.0}}}}}, Json{{"plane", "U"}}, Json::object(),
                               Json{"poster"}, Json{{"plane", {{{"angle_deg", 1e308}}, {{"angle_deg", "55"}}, 3}}}}) {
    inclined.configuration["detector"] = detector;
    for (std::uint64_t position = 0; position < 20; ++position) {
      const Image moved = changed(options, inclined, image, position);
      EXPECT_EQ(place(moved, 0), place(moved, 2)) << detector;
    }
  }
}

TEST(Augmentation, ChargeScaleIsOneFactorForTheEvent) {
  AugmentationOptions options = nothing();
  options.charge_scale = 0.2;
  double smallest = 2.0;
  double largest = 0.0;
  double sum = 0.0;
  constexpr int k_events = 1000;
  for (std::uint64_t position = 0; position < k_events; ++position) {
    const Image image = changed(options, header(2, 1, 2), {0.1F, 0.2F, 0.4F, 0.0F}, position);
    const double factor = static_cast<double>(image[0]) / 0.1;
    EXPECT_NEAR(image[1], 0.2 * factor, 1e-6);
    EXPECT_NEAR(image[2], 0.4 * factor, 1e-6);
    EXPECT_EQ(image[3], 0.0F);
    smallest = std::min(smallest, factor);
    largest = std::max(largest, factor);
    sum += factor;
  }
  EXPECT_GE(smallest, 0.8 - 1e-6);
  EXPECT_LE(largest, 1.2 + 1e-6);
  EXPECT_LT(smallest, 0.81);
  EXPECT_GT(largest, 1.19);
  EXPECT_NEAR(sum / k_events, 1.0, 5.0 * 0.4 / std::sqrt(12.0 * k_events));  // uniform: width / sqrt(12)
}

TEST(Augmentation, ChargeIsScaledInElectronsWhateverTheScaling) {
  // Log scaling, Q0 = 1, F = 255: pixel 8 log2(1 + Q) levels of 64 each. Twice the charge of Q = 1 would be Q = 2, not
  // twice the pixel. A factor f takes Q = 15 (pixel 0.5) to log2(1 + 15 f) / 8.
  dataset::DatasetHeader log = header(1, 1, 2);
  log.configuration = {
      {"image", {{"scaling", "log"}, {"full_scale_electrons", 255.0}, {"log_reference_electrons", 1.0}}}};
  AugmentationOptions options = nothing();
  options.charge_scale = 0.5;
  const Image linear = changed(options, header(1, 1, 2), {0.5F, 0.25F}, 7);
  const double factor = static_cast<double>(linear[0]) / 0.5;
  ASSERT_GT(std::abs(factor - 1.0), 0.02);
  const Image image = changed(options, log, {0.5F, 0.125F}, 7);
  EXPECT_NEAR(image[0], std::log2(1.0 + 15.0 * factor) / 8.0, 1e-6);
  EXPECT_NEAR(image[1], std::log2(1.0 + factor) / 8.0, 1e-6);
  // uint8 images keep whole numbers, and nothing becomes more than full scale.
  log.pixel_type = dataset::PixelType::uint8;
  for (std::uint64_t position = 0; position < 50; ++position) {
    for (const float pixel : changed(options, log, {255.0F, 17.0F}, position)) {
      EXPECT_EQ(pixel, std::round(pixel));
      EXPECT_LE(pixel, 255.0F);
    }
  }
}

TEST(Augmentation, GainIsOfAColumnOfAPlane) {
  AugmentationOptions options = nothing();
  options.gain_jitter = 0.1;
  double sum = 0.0;
  double squares = 0.0;
  std::set<float> gains;
  constexpr std::size_t k_columns = 1000;
  Image image(2 * 3 * k_columns, 0.25F);
  image = changed(options, header(2, 3, k_columns), image, 3);
  for (std::size_t plane = 0; plane < 2; ++plane) {
    for (std::size_t column = 0; column < k_columns; ++column) {
      const float top = image[plane * 3 * k_columns + column];
      for (std::size_t row = 1; row < 3; ++row) EXPECT_EQ(image[(plane * 3 + row) * k_columns + column], top);
      const double gain = static_cast<double>(top) / 0.25;
      sum += gain - 1.0;
      squares += (gain - 1.0) * (gain - 1.0);
      gains.insert(top);
    }
  }
  // Mean 0 and deviation 0.1 of 2000 normal numbers, five standard errors.
  EXPECT_NEAR(sum / 2000.0, 0.0, 5.0 * 0.1 / std::sqrt(2000.0));
  EXPECT_NEAR(std::sqrt(squares / 2000.0), 0.1, 5.0 * 0.1 / std::sqrt(4000.0));
  EXPECT_GT(gains.size(), 1900U);
}

TEST(Augmentation, DropoutSilencesWholeColumns) {
  AugmentationOptions options = nothing();
  options.wire_dropout = 0.3;
  options.noise_electrons = 0.01;  // a dead channel has no noise either
  constexpr std::size_t k_columns = 1000;
  const Image image = changed(options, header(2, 2, k_columns), Image(4 * k_columns, 0.5F), 11);
  int dead = 0;
  int both = 0;
  for (std::size_t column = 0; column < k_columns; ++column) {
    bool silent[2] = {};
    for (std::size_t plane = 0; plane < 2; ++plane) {
      const float top = image[plane * 2 * k_columns + column];
      silent[plane] = top == 0.0F;
      EXPECT_EQ(image[(plane * 2 + 1) * k_columns + column] == 0.0F, silent[plane]);
      if (silent[plane]) ++dead;
    }
    if (silent[0] && silent[1]) ++both;
  }
  EXPECT_NEAR(dead, 600, 5.0 * std::sqrt(2000 * 0.3 * 0.7));
  EXPECT_NEAR(both, 90, 5.0 * std::sqrt(1000 * 0.09 * 0.91));  // planes are independent
}

TEST(Augmentation, NoiseHasItsDeviationAndNoNegativeCharge) {
  AugmentationOptions options = nothing();
  options.noise_electrons = 0.02;
  double largest = 0.0;
  for (std::uint64_t position = 0; position < 40; ++position) {
    const Image image = changed(options, header(1, 100, 100), Image(10'000, 0.5F), position);
    double squares = 0.0;
    for (const float pixel : image) squares += std::pow(static_cast<double>(pixel) - 0.5, 2);
    const double deviation = std::sqrt(squares / 10'000.0);
    EXPECT_LE(deviation, 0.02 * (1.0 + 5.0 / std::sqrt(20'000.0)));
    largest = std::max(largest, deviation);
  }
  EXPECT_GT(largest, 0.017);  // uniform from 0 to 0.02: of 40 draws all below this once in 700 seeds
  // On empty pixels half of it is cut off.
  const Image empty = changed(options, header(1, 100, 100), Image(10'000, 0.0F), 2);
  EXPECT_NEAR(static_cast<double>(std::count(empty.begin(), empty.end(), 0.0F)), 5000.0, 5.0 * 50.0);
  EXPECT_GE(*std::min_element(empty.begin(), empty.end()), 0.0F);
}

TEST(Augmentation, FollowsFromSeedEpochAndPositionOnAnyThread) {
  AugmentationOptions options;
  options.shift_drift = 3;
  options.charge_scale = 0.3;
  options.gain_jitter = 0.1;
  options.noise_electrons = 0.01;
  options.wire_dropout = 0.1;
  const auto of = header(3, 16, 16);
  const Image image(of.shape.pixels(), 0.5F);
  const Augmenter augment{options, of, 5};
  std::vector<Image> serial(64, image);
  for (std::size_t i = 0; i < serial.size(); ++i) augment(serial[i], 2, i);
  std::vector<Image> parallel(64, image);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 63 - t; i < 64; i -= 4) augment(parallel[i], 2, i);
      });
    }
  }
  EXPECT_EQ(parallel, serial);
  EXPECT_NE(changed(options, of, image, 0, 0, 5), changed(options, of, image, 0, 1, 5));
  EXPECT_NE(changed(options, of, image, 0, 0, 5), changed(options, of, image, 0, 0, 6));
  EXPECT_NE(changed(options, of, image, 0, 0, 5), changed(options, of, image, 1, 0, 5));
}

TEST(Augmentation, OneChangeDoesNotMoveTheNumbersOfAnother) {
  AugmentationOptions scale = nothing();
  scale.charge_scale = 0.3;
  AugmentationOptions more = scale;
  more.wire_dropout = 0.4;
  const auto of = header(1, 4, 40);
  const Image image(160, 0.25F);
  const Image one = changed(scale, of, image, 9);
  const Image two = changed(more, of, image, 9);
  std::size_t silent = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (two[i] == 0.0F) {
      ++silent;
    } else {
      EXPECT_EQ(two[i], one[i]);
    }
  }
  EXPECT_GT(silent, 0U);
  EXPECT_LT(silent, 160U);
}

TEST(Augmentation, RefusesWhatTheDatasetCannotBear) {
  AugmentationOptions options = nothing();
  options.shift_drift = 2;
  test::expect_error([&] { Augmenter(options, header(1, 2, 4), 1); }, ErrorKind::usage,
                     {"shift_drift = 2", "2 pixels", "drift"});
  options = nothing();
  options.shift_wires = 4;
  test::expect_error([&] { Augmenter(options, header(1, 2, 4), 1); }, ErrorKind::usage, {"shift_wires = 4"});
  auto imported = header(1, 2, 4);
  imported.configuration = {{"import", "folder"}};
  for (double AugmentationOptions::*key :
       {&AugmentationOptions::charge_scale, &AugmentationOptions::gain_jitter, &AugmentationOptions::noise_electrons}) {
    options = nothing();
    options.*key = 0.1;
    test::expect_error([&] { Augmenter(options, imported, 1); }, ErrorKind::usage,
                       {"charge cannot be changed", "not made by wirebench", "simulate"});
  }
  // Dead wires are empty in any scaling.
  options = nothing();
  options.wire_dropout = 0.5;
  EXPECT_NO_THROW(Augmenter(options, imported, 1));
}

}  // namespace
}  // namespace wirebench::train
