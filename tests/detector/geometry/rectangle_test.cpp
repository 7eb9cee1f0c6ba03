#include "wirebench/detector/geometry/rectangle.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::detector {
namespace {

const Rectangle k_square{{0.0, 4.0}, {0.0, 4.0}};
// Leans by atan(3/4): direction (vertical, beam) = (0.8, -0.6), across = 0.8 beam + 0.6 vertical.
const WireDirection k_leaning{Angle{std::atan2(3.0, 4.0)}};

TEST(CutWire, OfALeaningWireByHand) {
  // Across 1.6: meets the lower edge at beam 2 and the low-beam edge at vertical 8/3; length 8/3 / 0.8 = 10/3.
  const auto ends = cut_wire(k_leaning, 1.6, k_square);
  ASSERT_TRUE(ends);
  EXPECT_NEAR(ends->low.vertical, 0.0, 1e-12);
  EXPECT_NEAR(ends->low.beam, 2.0, 1e-12);
  EXPECT_NEAR(ends->high.vertical, 8.0 / 3.0, 1e-12);
  EXPECT_NEAR(ends->high.beam, 0.0, 1e-12);
  EXPECT_NEAR(ends->length(), 10.0 / 3.0, 1e-12);
}

TEST(CutWire, OfUprightAndHorizontalWires) {
  const auto upright = cut_wire(WireDirection{Angle{}}, 1.0, k_square);
  ASSERT_TRUE(upright);
  EXPECT_DOUBLE_EQ(upright->length(), 4.0);
  EXPECT_DOUBLE_EQ(upright->low.vertical, 0.0);
  const auto horizontal = cut_wire(WireDirection{90.0 * units::degree}, 1.0, k_square);
  ASSERT_TRUE(horizontal);
  EXPECT_NEAR(horizontal->length(), 4.0, 1e-9);
}

TEST(CutWire, MissesTheRectangle) {
  EXPECT_FALSE(cut_wire(k_leaning, -0.1, k_square));
  EXPECT_FALSE(cut_wire(k_leaning, 5.7, k_square));
  EXPECT_FALSE(cut_wire(WireDirection{Angle{}}, 4.1, k_square));
  EXPECT_FALSE(cut_wire(k_leaning, 0.0, k_square));  // touches the corner
}

TEST(ExtentAcross, CoversTheCorners) {
  const Interval extent = extent_across(k_leaning, k_square);
  EXPECT_NEAR(extent.low, 0.0, 1e-12);
  EXPECT_NEAR(extent.high, 5.6, 1e-12);
  const Interval mirrored = extent_across(WireDirection{Angle{-std::atan2(3.0, 4.0)}}, k_square);
  EXPECT_NEAR(mirrored.low, -2.4, 1e-12);
  EXPECT_NEAR(mirrored.high, 3.2, 1e-12);
}

}  // namespace
}  // namespace wirebench::detector
