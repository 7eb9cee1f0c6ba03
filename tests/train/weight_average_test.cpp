#include "wirebench/train/weight_average.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace wirebench::train {
namespace {

using testing::ElementsAre;

TEST(WeightAverage, FollowsQuicklyAtFirst) {
  // 2/11, 11/20 and, from step 8990 on, the decay itself: (1 + 8990) / (10 + 8990) = 0.999.
  EXPECT_DOUBLE_EQ(average_keep(0.999, 1), 2.0 / 11.0);
  EXPECT_DOUBLE_EQ(average_keep(0.999, 10), 0.55);
  EXPECT_LT(average_keep(0.999, 8980), 0.999);
  EXPECT_DOUBLE_EQ(average_keep(0.999, 9000), 0.999);
  EXPECT_DOUBLE_EQ(average_keep(0.1, 1), 0.1);
}

TEST(WeightAverage, KeepsTheGivenPart) {
  std::vector<float> average{8.0F, -4.0F, 1.0F};
  // 3/4 of the old and 1/4 of the new: 6 + 1, -3 + 2, 0.75 + 0.25.
  update_average(average, std::vector<float>{4.0F, 8.0F, 1.0F}, 0.75);
  EXPECT_THAT(average, ElementsAre(7.0F, -1.0F, 1.0F));
  // Keeping nothing is copying.
  update_average(average, std::vector<float>{1.0F, 2.0F, 3.0F}, 0.0);
  EXPECT_THAT(average, ElementsAre(1.0F, 2.0F, 3.0F));
}

TEST(WeightAverage, ReachesAConstantAsAGeometricSeries) {
  // From 0 towards 1 with decay 1/2: 1/2, 3/4, 7/8, exactly; the values beyond one thread's grain too.
  std::vector<float> average(200'000, 0.0F);
  const std::vector<float> ones(average.size(), 1.0F);
  for (int i = 0; i < 3; ++i) update_average(average, ones, 0.5);
  EXPECT_THAT(average, testing::Each(0.875F));
}

}  // namespace
}  // namespace wirebench::train
