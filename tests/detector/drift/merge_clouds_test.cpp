#include "wirebench/detector/drift/merge_clouds.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace wirebench::detector {
namespace {

ElectronCloud cloud(double time, double vertical, double electrons, std::uint32_t face = 0) {
  ElectronCloud made;
  made.time = time;
  made.vertical = vertical;
  made.beam = 70.0;
  made.electrons = electrons;
  made.sigma_time = 600.0;
  made.sigma_transverse = 1.4;
  made.anode_face = face;
  return made;
}

TEST(MergeClouds, PutsNeighboursIntoOneWithTheirChargePlaceAndVariance) {
  // 1 mm apart: by hand, the middle of 1000 and 3000 electrons is 0.75 mm from the first; places spread by
  // 0.25 x 0.75 x 1 mm^2 in one of two directions, half of it in each.
  const std::vector<ElectronCloud> clouds{cloud(1.0e6, 10.0, 1000.0), cloud(1.0e6 + 400.0, 11.0, 3000.0)};
  const auto merged = merge_clouds(clouds, 1.3);
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_NEAR(merged[0].electrons, 4000.0, 1e-9);
  EXPECT_NEAR(merged[0].vertical, 10.75, 1e-9);
  EXPECT_NEAR(merged[0].beam, 70.0, 1e-9);
  EXPECT_NEAR(merged[0].time, 1.0e6 + 300.0, 1e-6);
  EXPECT_NEAR(merged[0].sigma_transverse * merged[0].sigma_transverse, 1.4 * 1.4 + 0.5 * 0.1875, 1e-9);
  EXPECT_NEAR(merged[0].sigma_time * merged[0].sigma_time, 600.0 * 600.0 + 0.1875 * 400.0 * 400.0, 1e-4);
}

TEST(MergeClouds, LeavesDistantOnesAndOtherFacesAlone) {
  const std::vector<ElectronCloud> clouds{cloud(1.0e6, 10.0, 1000.0), cloud(1.0e6, 14.0, 1000.0),
                                          cloud(1.002e6, 14.0, 1000.0), cloud(1.002e6, 14.0, 1000.0, 1)};
  const auto merged = merge_clouds(clouds, 1.3);
  ASSERT_EQ(merged.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(merged[i].time, clouds[i].time);
    EXPECT_EQ(merged[i].vertical, clouds[i].vertical);
    EXPECT_EQ(merged[i].sigma_time, clouds[i].sigma_time);
  }
  EXPECT_EQ(merge_clouds(std::vector<ElectronCloud>{}, 1.3).size(), 0U);
}

TEST(MergeClouds, NeverBecomesMuchWider) {
  std::vector<ElectronCloud> track;
  for (int i = 0; i < 200; ++i) track.push_back(cloud(1.0e6, 0.3 * i, 500.0));
  double electrons = 0.0;
  const auto merged = merge_clouds(track, 1.3);
  EXPECT_LT(merged.size(), 40U);
  for (const ElectronCloud& one : merged) {
    electrons += one.electrons;
    EXPECT_LE(one.sigma_transverse * one.sigma_transverse, 1.3 * 1.4 * 1.4 + 1e-9);
  }
  EXPECT_NEAR(electrons, 200 * 500.0, 1e-6);
  EXPECT_EQ(merge_clouds(track, 1.0).size(), 200U);
}

}  // namespace
}  // namespace wirebench::detector
