#include "wirebench/measure/energy_bins.hpp"

#include <gmock/gmock.h>

namespace wirebench::measure {
namespace {

using testing::ElementsAre;

TEST(EnergyEdges, AreRoundNumbersAroundTheSample) {
  EXPECT_THAT(energy_edges(std::vector{1003.0, 3998.0}), ElementsAre(1000, 1500, 2000, 2500, 3000, 3500, 4000));
  EXPECT_THAT(energy_edges(std::vector{210.0, 9900.0, 500.0}), ElementsAre(0, 2000, 4000, 6000, 8000, 10000));
  EXPECT_THAT(energy_edges(std::vector{1003.0, 3998.0}, 2), ElementsAre(0, 2000, 4000));
}

TEST(EnergyEdges, TheGreatestIsInsideTheLastBin) {
  EXPECT_THAT(energy_edges(std::vector{1000.0, 4000.0}), ElementsAre(1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500));
}

TEST(EnergyEdges, OneEnergyGivesOneBin) {
  const auto edges = energy_edges(std::vector{2000.0, 2000.0});
  ASSERT_EQ(edges.size(), 2U);
  EXPECT_EQ(energy_bin(edges, 2000.0), 0U);
}

TEST(EnergyEdges, AnySampleIsInsideItsEdges) {
  for (double least = 0.013; least < 2e5; least *= 1.37) {
    for (double length = 1e-4 * least; length < 1e3 * least; length *= 3.1) {
      const std::vector sample{least, least + length};
      const auto edges = energy_edges(sample);
      ASSERT_LE(edges.size(), 9U);
      ASSERT_LE(edges.front(), sample[0]);
      ASSERT_GT(edges.back(), sample[1]);
      ASSERT_TRUE(std::is_sorted(edges.begin(), edges.end()));
    }
  }
}

TEST(EnergyBin, AnEdgeBelongsToTheBinAbove) {
  const std::vector edges{1000.0, 2000.0, 3000.0};
  EXPECT_EQ(energy_bin(edges, 1000.0), 0U);
  EXPECT_EQ(energy_bin(edges, 1999.9), 0U);
  EXPECT_EQ(energy_bin(edges, 2000.0), 1U);
}

}  // namespace
}  // namespace wirebench::measure
