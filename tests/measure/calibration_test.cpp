#include "wirebench/measure/calibration.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "measure/twelve_events.hpp"

namespace wirebench::measure {
namespace {

TEST(Calibration, BinsAreScikitLearns) {
  // calibration_curve(right, best score, n_bins=15, strategy="uniform"); the bins it leaves out have no events.
  const std::vector<std::array<double, 3>> expected{{0.375, 1, 1.0}, {0.4375, 2, 0.0}, {0.5, 2, 1.0},  {0.5625, 1, 0.0},
                                                    {0.625, 2, 0.5}, {0.75, 1, 1.0},   {0.875, 3, 1.0}};
  const Calibration calibration{twelve_events()};
  std::size_t next = 0;
  for (const ReliabilityBin& bin : calibration.bins()) {
    if (bin.events == 0) {
      EXPECT_TRUE(std::isnan(bin.confidence));
      continue;
    }
    ASSERT_LT(next, expected.size());
    EXPECT_DOUBLE_EQ(bin.confidence, expected[next][0]);
    EXPECT_EQ(static_cast<double>(bin.events), expected[next][1]);
    EXPECT_DOUBLE_EQ(bin.accuracy.value, expected[next][2]);
    EXPECT_LE(bin.low, bin.confidence);
    EXPECT_GE(bin.high, bin.confidence);
    ++next;
  }
  EXPECT_EQ(next, expected.size());
  EXPECT_EQ(calibration.bins().size(), 15U);
}

TEST(Calibration, ErrorByHand) {
  // Gaps of the bins above, times their events: 0.625 + 2 * 0.4375 + 2 * 0.5 + 0.5625 + 2 * 0.125 + 0.25 + 3 * 0.125
  // = 3.9375, over twelve events.
  const std::vector<std::uint32_t> once(12, 1);
  EXPECT_DOUBLE_EQ(Calibration{twelve_events()}.error(once), 3.9375 / 12);
  // Without the last three of the classes' confident events (0.875) and one of the two at 0.625 that is right:
  // (0.625 + 0.875 + 1.0 + 0.5625 + 0.625 + 0.25) / 8, the remaining one at 0.625 being wrong.
  const std::vector<std::uint32_t> some{0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0};
  EXPECT_DOUBLE_EQ(Calibration{twelve_events()}.error(some), (0.875 + 1.0 + 0.625 + 0.625 + 0.5625 + 0.25) / 8);
}

TEST(Calibration, AnEdgeBelongsToTheBinBelow) {
  Predictions p;
  p.classes = 2;
  p.labels = {0, 0, 0};
  p.scores = {1.0F, 0.0F, 0.0F, 0.0F, 0.6F, 0.4F};  // the second is certain of nothing
  const Calibration calibration{p};
  EXPECT_EQ(calibration.bins()[14].events, 1U);
  EXPECT_EQ(calibration.bins()[0].events, 1U);
  EXPECT_EQ(calibration.bins()[9].events + calibration.bins()[8].events, 1U);  // 0.6F is a little above 9/15
}

TEST(Probabilities, AreToldFromOtherScores) {
  Predictions p;
  p.classes = 2;
  p.labels = {0};
  for (const auto& [scores, are] : std::vector<std::pair<std::vector<float>, bool>>{{{0.25F, 0.75F}, true},
                                                                                    {{0.246F, 0.750F}, true},
                                                                                    {{2.0F, -1.0F}, false},
                                                                                    {{0.2F, 0.2F}, false},
                                                                                    {{NAN, 1.0F}, false}}) {
    p.scores = scores;
    EXPECT_EQ(are_probabilities(p), are) << scores[0];
  }
}

}  // namespace
}  // namespace wirebench::measure
