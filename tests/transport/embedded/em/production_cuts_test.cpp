#include "wirebench/transport/embedded/em/production_cuts.hpp"

#include <gtest/gtest.h>

namespace wirebench::transport::embedded {
namespace {

TEST(ProductionCuts, ElectronsHaveNearlyTheRangeThatWasAsked) {
  // Range of electrons in liquid argon from NIST's ESTAR stopping powers (sum 2 dT / S over its energies): 0.2 MeV
  // 0.452 mm, 0.4 MeV 1.280 mm, 0.7 MeV 2.733 mm. The cut's own range is an approximation to 5 %.
  const LiquidArgon argon;
  EXPECT_NEAR(production_cuts(argon, Length{0.452}).electron, 0.2, 0.05 * 0.2);
  EXPECT_NEAR(production_cuts(argon, Length{1.280}).electron, 0.4, 0.05 * 0.4);
  EXPECT_NEAR(production_cuts(argon, Length{2.733}).electron, 0.7, 0.05 * 0.7);
}

TEST(ProductionCuts, PositronsLoseLessAndGoAsFarWithLess) {
  const ProductionCuts cuts = production_cuts({}, Length{0.7});
  EXPECT_LT(cuts.positron, cuts.electron);
  EXPECT_GT(cuts.positron, 0.95 * cuts.electron);
}

TEST(ProductionCuts, DependOnDensityTimesRange) {
  LiquidArgon thin;
  thin.density *= 0.5;
  const ProductionCuts thick_cuts = production_cuts({}, Length{0.7});
  const ProductionCuts thin_cuts = production_cuts(thin, Length{1.4});
  EXPECT_NEAR(thin_cuts.electron, thick_cuts.electron, 1e-9);
  EXPECT_NEAR(thin_cuts.positron, thick_cuts.positron, 1e-9);
  EXPECT_NEAR(thin_cuts.gamma, thick_cuts.gamma, 1e-9);
}

TEST(ProductionCuts, RiseWithTheRangeAndStayInTheirBounds) {
  ProductionCuts before = production_cuts({}, Length{1e-3});
  EXPECT_GE(before.electron, 1e-3);
  EXPECT_GE(before.gamma, 1e-3);
  for (const double range : {1e-2, 1e-1, 1.0, 10.0, 100.0, 1000.0}) {
    const ProductionCuts cuts = production_cuts({}, Length{range});
    EXPECT_GT(cuts.electron, before.electron) << range;
    EXPECT_GE(cuts.gamma, before.gamma) << range;
    EXPECT_LE(cuts.electron, 1e4);
    EXPECT_LE(cuts.gamma, 1e4);
    before = cuts;
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
