#include "wirebench/detector/reconstruction/regions.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace wirebench::detector {
namespace {

TEST(FindRanges, GoDownToTheEdgeOnBothSides) {
  const std::vector<float> waveform{0, 2, 6, 2, 0, 2, 0, 7, 9, 1, 6};
  const std::vector<SampleRange> expected{{1, 4}, {7, 9}, {10, 11}};
  EXPECT_EQ(find_ranges(waveform, 5.0F, 1.0F), expected);
}

TEST(FindRanges, NothingAboveTheThresholdIsNothing) {
  EXPECT_TRUE(find_ranges(std::vector<float>{5, 5, 5}, 5.0F, 1.0F).empty());
  EXPECT_TRUE(find_ranges({}, 5.0F, 1.0F).empty());
}

TEST(PadAndJoin, JoinsWhatTouchesAndStaysInside) {
  const std::vector<SampleRange> expected{{0, 11}, {14, 20}};
  EXPECT_EQ(pad_and_join({{17, 18}, {1, 3}, {7, 8}}, 3, 20), expected);
}

TEST(CopyWithoutBaseline, TakesAStraightLineAway) {
  // A hat of 10 + 20 + 10 on the line 100 - 2 i.
  std::vector<float> stretch;
  for (int i = 0; i < 15; ++i) stretch.push_back(static_cast<float>(100 - 2 * i));
  stretch[6] += 10.0F;
  stretch[7] += 20.0F;
  stretch[8] += 10.0F;
  std::vector<float> out(stretch.size());
  EXPECT_NEAR(copy_without_baseline(stretch, out), 40.0, 1.0e-3);
  EXPECT_NEAR(out[7], 20.0, 1.0e-4);
  EXPECT_NEAR(out[0], 0.0, 1.0e-4);
}

TEST(CopyWithoutBaseline, OfASingleSampleIsZero) {
  const std::vector<float> one{5.0F};
  std::vector<float> out(1);
  EXPECT_EQ(copy_without_baseline(one, out), 0.0);
}

}  // namespace
}  // namespace wirebench::detector
