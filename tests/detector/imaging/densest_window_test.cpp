#include "wirebench/detector/imaging/densest_window.hpp"

#include <gtest/gtest.h>

namespace wirebench::detector {
namespace {

TEST(DensestWindow, HoldsTheHeaviestStretchInItsMiddle) {
  // Length 10: {20, 24} weighs 5, {0, 1, 2} weighs 4, {20, 24, 29} weighs 6 and spans 9.
  EXPECT_DOUBLE_EQ(densest_window({{0, 1}, {1, 1}, {2, 2}, {20, 3}, {24, 2}, {29, 1}}, 10.0), 19.5);
}

TEST(DensestWindow, PointsAWholeLengthApartDoNotFit) {
  EXPECT_DOUBLE_EQ(densest_window({{0, 1}, {10, 2}}, 10.0), 5.0);
  EXPECT_DOUBLE_EQ(densest_window({{0, 1}, {9.5, 2}}, 10.0), -0.25);
}

TEST(DensestWindow, TakesPointsInAnyOrderAndTheFirstOfEqualStretches) {
  EXPECT_DOUBLE_EQ(densest_window({{100, 1}, {0, 1}, {50, 1}}, 4.0), -2.0);
}

TEST(DensestWindow, NothingIsCentredOnTheOrigin) {
  EXPECT_DOUBLE_EQ(densest_window({}, 8.0), -4.0);
}

}  // namespace
}  // namespace wirebench::detector
