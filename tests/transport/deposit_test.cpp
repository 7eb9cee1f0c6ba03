#include "wirebench/transport/deposit.hpp"

#include <gtest/gtest.h>

namespace wirebench::transport {
namespace {

TEST(Classify, FollowsCurrentAndFlavour) {
  EXPECT_EQ(classify(false, 14), InteractionClass::neutral_current);
  EXPECT_EQ(classify(false, -16), InteractionClass::neutral_current);
  EXPECT_EQ(classify(true, 14), InteractionClass::numu_charged_current);
  EXPECT_EQ(classify(true, -14), InteractionClass::numu_charged_current);
  EXPECT_EQ(classify(true, 12), InteractionClass::nue_charged_current);
  EXPECT_EQ(classify(true, -12), InteractionClass::nue_charged_current);
}

TEST(Classify, KnowsNoClassForOtherFlavours) {
  EXPECT_FALSE(classify(true, 16).has_value());
  EXPECT_FALSE(classify(true, 0).has_value());
  EXPECT_FALSE(classify(true, std::numeric_limits<std::int32_t>::min()).has_value());
}

TEST(InteractionClasses, AreTheLabelsOfTheImageFiles) {
  EXPECT_EQ(static_cast<int>(InteractionClass::neutral_current), 0);
  EXPECT_EQ(static_cast<int>(InteractionClass::numu_charged_current), 1);
  EXPECT_EQ(static_cast<int>(InteractionClass::nue_charged_current), 2);
}

}  // namespace
}  // namespace wirebench::transport
