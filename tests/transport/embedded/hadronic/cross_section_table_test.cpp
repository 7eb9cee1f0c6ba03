#include "wirebench/transport/embedded/hadronic/cross_section_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace wirebench::transport::embedded {
namespace {

using testing::FloatNear;

// A power law through two nodes: 100 mb at 1 MeV, 1 mb at 100 MeV, so 10 mb at 10 MeV.
constexpr std::array<CrossSectionNode, 2> k_falling{{{1.0, 100.0}, {100.0, 1.0}}};
constexpr std::array<CrossSectionNode, 3> k_threshold{{{2.0, 1e-3}, {4.0, 1.0}, {8.0, 1.0}}};

TEST(InterpolateTest, IsStraightInLogLogAndConstantOutside) {
  EXPECT_NEAR(interpolate(k_falling, 10.0), 10.0, 1e-12);
  EXPECT_DOUBLE_EQ(interpolate(k_falling, 0.5), 100.0);
  EXPECT_DOUBLE_EQ(interpolate(k_falling, 1e6), 1.0);
}

TEST(CrossSectionTableTest, ReproducesTheNodesBetweenItsOwnPoints) {
  const CrossSectionTable table{k_falling, k_threshold, 2.0};
  // 1.7, 10, 33 MeV on the power law, by hand: 200 / 1.7, 20, 200 / 33.
  EXPECT_THAT(table.at(1.7).inelastic, FloatNear(117.647F, 0.03F));
  EXPECT_THAT(table.at(10.0).inelastic, FloatNear(20.0F, 0.005F));
  EXPECT_THAT(table.at(33.0).inelastic, FloatNear(6.0606F, 0.0015F));
  EXPECT_THAT(table.at(6.0).elastic, FloatNear(2.0F, 1e-6F));
}

TEST(CrossSectionTableTest, IsZeroBelowAThreshold) {
  const CrossSectionTable table{k_falling, k_threshold, 1.0};
  EXPECT_EQ(table.at(1.9).elastic, 0.0F);
  EXPECT_GT(table.at(2.5).elastic, 0.0F);
}

TEST(CrossSectionTableTest, HoldsItsEdgesFromZeroToBeyondTheEnd) {
  const CrossSectionTable table{k_falling, k_threshold, 1.0};
  EXPECT_FLOAT_EQ(table.at(0.0).inelastic, 100.0F);
  EXPECT_FLOAT_EQ(table.at(1e-300).inelastic, 100.0F);
  EXPECT_FLOAT_EQ(table.at(1e12).inelastic, 1.0F);
}

}  // namespace
}  // namespace wirebench::transport::embedded
