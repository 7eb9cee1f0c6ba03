#include "wirebench/convert/input_coding.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::convert {
namespace {

TEST(InputCoding, SymmetricScalingUsesPixelValuesAsCodes) {
  graph::Preprocessing preprocessing;
  preprocessing.scale = {1.0F / 127.5F, 1.0F / 127.5F, 1.0F / 127.5F};
  preprocessing.offset = {-1.0F, -1.0F, -1.0F};
  const auto coding = input_coding(preprocessing, 3, {-1.0F, 0.5F});
  EXPECT_TRUE(coding.pixel_codes);
  EXPECT_FLOAT_EQ(coding.params.scale[0], 1.0F / 127.5F);
  // A pixel p, int8 code p - 128, must come out as p / 127.5 - 1 once the shift is added.
  for (const int pixel : {0, 1, 127, 128, 255}) {
    const double real = double{coding.params.scale[0]} * static_cast<double>(pixel - 128 - coding.params.zero_point[0]);
    EXPECT_NEAR(real + coding.shift, pixel / 127.5 - 1.0, 3e-7);  // the scale is a float32
  }
  EXPECT_NEAR(std::fabs(coding.shift), 0.5 / 127.5, 1e-7);
}

TEST(InputCoding, RawPixelsNeedNoShift) {
  const auto coding = input_coding(graph::Preprocessing{}, 3, {0.0F, 200.0F});
  EXPECT_TRUE(coding.pixel_codes);
  EXPECT_EQ(coding.params, (graph::QuantParams{{1.0F}, {-128}, 0}));
  EXPECT_EQ(coding.shift, 0.0);
}

TEST(InputCoding, DifferentChannelsShareTheWidestRange) {
  graph::Preprocessing preprocessing;  // 0..255 -> -2..3 and -1..2
  preprocessing.scale = {5.0F / 255.0F, 3.0F / 255.0F, 3.0F / 255.0F};
  preprocessing.offset = {-2.0F, -1.0F, -1.0F};
  const auto coding = input_coding(preprocessing, 3, {-2.0F, 1.0F});
  EXPECT_FALSE(coding.pixel_codes);
  EXPECT_EQ(coding.shift, 0.0);
  EXPECT_FLOAT_EQ(coding.params.scale[0], 5.0F / 255.0F);
  EXPECT_EQ(coding.params.zero_point[0], -26);  // -2 lies 102 steps below zero
}

TEST(InputCoding, ValuesBeyondPixelsWidenTheRange) {
  const auto coding = input_coding(graph::Preprocessing{}, 1, {-100.0F, 410.0F});
  EXPECT_FALSE(coding.pixel_codes);
  EXPECT_FLOAT_EQ(coding.params.scale[0], 2.0F);
  EXPECT_EQ(coding.params.zero_point[0], -78);
}

}  // namespace
}  // namespace wirebench::convert
