#include "wirebench/transport/embedded/energy_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::transport::embedded {
namespace {

TEST(GridPoint, FindsNodesAndWhatIsBetween) {
  for (const double energy : {1e-11, 2.5e-8, 1.0, 0.999999, 1.5, 511.0, 1.3e5}) {
    const GridPoint point = GridPoint::of(energy);
    EXPECT_LE(GridPoint::node(point.index), energy);
    EXPECT_GT(GridPoint::node(point.index + 1), energy);
    EXPECT_NEAR(GridPoint::node(point.index) +
                    point.fraction * (GridPoint::node(point.index + 1) - GridPoint::node(point.index)),
                energy, 1e-12 * energy);
  }
  EXPECT_EQ(GridPoint::of(1e-300).index, 0U);
  EXPECT_EQ(GridPoint::of(1e-300).fraction, 0.0);
  EXPECT_EQ(GridPoint::of(1e300).index, GridPoint::k_nodes - 1);
  EXPECT_EQ(GridPoint::of(1e300).fraction, 1.0);
}

TEST(EnergyTable, MeetsAPowerLaw) {
  const EnergyTable table{1e-3, [](double energy) { return std::pow(energy, -3.0); }};
  for (double energy = 1.1e-3; energy < 1e5; energy *= 1.37) {
    EXPECT_NEAR(table(energy) * std::pow(energy, 3.0), 1.0, 12.0 / 8192.0) << energy;
  }
}

TEST(EnergyTable, HoldsItsEnds) {
  const EnergyTable table{1.0, [](double energy) { return energy; }};
  EXPECT_EQ(table(1e-6), 1.0);
  EXPECT_EQ(table(1e12), std::ldexp(1.0, GridPoint::k_highest_exponent));
}

}  // namespace
}  // namespace wirebench::transport::embedded
