#include "wirebench/validation/voxel_measures.hpp"

namespace wirebench::validation {
namespace {

transport::Deposit step(double x, double z, double energy, nuclear::PdgCode pdg) {
  return {.start = {x, 0.0, z - 1.0},
          .end = {x, 0.0, z + 1.0},
          .energy = energy,
          .step_length = 2.0,
          .time = 0.0,
          .pdg = pdg,
          .track_id = 1};
}

TEST(Voxelize, SumsDepositsAndNamesTheLargest) {
  const auto voxels = voxelize({step(1.0, 1.0, 0.5, 13), step(2.0, 2.0, 0.3, 11), step(2.0, 3.0, 0.4, 11),
                                step(6.0, 1.0, 0.01, 11), step(1.0, -1.0, 2.0, 2212), step(1.0, 9000.0, 4.0, 13)});
  ASSERT_EQ(voxels.size(), 2U) << "one below 0.02 MeV and one outside";
  EXPECT_DOUBLE_EQ(voxels[0].energy, 2.0);
  EXPECT_EQ(voxels[0].kind, 4U);
  EXPECT_DOUBLE_EQ(voxels[0].centre[2], -2.5);
  EXPECT_DOUBLE_EQ(voxels[1].energy, 1.2);
  EXPECT_EQ(voxels[1].kind, 2U) << "the muon's deposit is the largest, though the electron's are more together";
  EXPECT_DOUBLE_EQ(voxels[1].centre[0], 2.5);
}

TEST(Voxelize, LeavesOutSlowArgonRecoils) {
  const auto voxels = voxelize({step(1.0, 1.0, 0.06, nuclear::pdg::argon40),
                                step(11.0, 1.0, 0.08, nuclear::pdg::argon40), step(21.0, 1.0, 0.06, 1000170390)});
  ASSERT_EQ(voxels.size(), 2U);
  EXPECT_DOUBLE_EQ(voxels[0].energy, 0.08);
  EXPECT_EQ(voxels[0].kind, 4U);
  EXPECT_DOUBLE_EQ(voxels[1].energy, 0.06) << "what a reaction leaves is a particle whatever its energy";
}

TEST(MeasureVoxels, SortsIntoRanges) {
  const std::vector<Voxel> voxels{
      {{0.0, 0.0, 0.0}, 0.05, 1}, {{30.0, 40.0, 250.0}, 1.5, 2}, {{0.0, 9.0, -5.0}, 7.0, 4}};
  const auto measures = measure_voxels(voxels, {0.0, 0.0, 0.0});
  EXPECT_DOUBLE_EQ(measures.energy, 8.55);
  EXPECT_DOUBLE_EQ(measures.voxels, 3.0);
  EXPECT_THAT(measures.spectrum, testing::ElementsAre(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0));
  EXPECT_THAT(measures.depth, testing::ElementsAre(7.0, 0.05, 1.5, 0.0, 0.0, 0.0));
  EXPECT_THAT(measures.radius, testing::ElementsAre(7.05, 0.0, 1.5, 0.0, 0.0, 0.0));
  EXPECT_THAT(measures.kinds, testing::ElementsAre(0.0, 0.05, 1.5, 0.0, 7.0));
  EXPECT_DOUBLE_EQ(measures.radius_sum, 1.5 * 50.0 + 7.0 * 9.0);
}

}  // namespace
}  // namespace wirebench::validation
