#include "wirebench/train/confusion.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::train {
namespace {

TEST(ConfusionMatrix, AccuracyCountsImagesBalancedAccuracyClasses) {
  ConfusionMatrix m{3};
  for (int i = 0; i < 8; ++i) m.add(0, 0);
  m.add(1, 0);
  m.add(1, 1);
  // Class 2 does not occur. 9 of 10 right; recalls 1 and 0.5.
  EXPECT_DOUBLE_EQ(m.accuracy(), 0.9);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy(), 0.75);
  EXPECT_EQ(m.total(), 10U);
  EXPECT_EQ(m.count(1, 0), 1U);
}

TEST(ConfusionMatrix, EmptyHasNoAccuracy) {
  EXPECT_TRUE(std::isnan(ConfusionMatrix{2}.accuracy()));
  EXPECT_TRUE(std::isnan(ConfusionMatrix{2}.balanced_accuracy()));
}

TEST(ConfusionMatrix, JsonHasTheTruthInRows) {
  ConfusionMatrix m{2};
  m.add(0, 1);
  m.add(0, 1);
  m.add(1, 1);
  const std::vector<std::string> names{"a", "b"};
  EXPECT_EQ(
      m.to_json(names).dump(),
      R"({"classes":["a","b"],"matrix":[[0,2],[0,1]],"n":3,"accuracy":0.3333333333333333,"balanced_accuracy":0.5})");
}

TEST(BestClass, TakesTheFirstOfEqualScores) {
  EXPECT_EQ(best_class(std::vector<float>{0.1F, 0.4F, 0.4F}), 1U);
  EXPECT_EQ(best_class(std::vector<float>{-3.0F}), 0U);
}

}  // namespace
}  // namespace wirebench::train
