#include "wirebench/generator/two_nucleon.hpp"

#include <gtest/gtest.h>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(TwoNucleonShape, PeaksBetweenTwoNucleonsAndADelta) {
  const Probe probe{pdg::nu_mu, Current::charged};
  const double peak = two_nucleon_shape(probe, 1.5, 2.15, 0.2);
  EXPECT_GT(peak, 0.0);
  EXPECT_LT(two_nucleon_shape(probe, 1.5, 2.0, 0.2), 0.1 * peak);
  EXPECT_LT(two_nucleon_shape(probe, 1.5, 2.3, 0.2), 0.1 * peak);
  EXPECT_LT(two_nucleon_shape(probe, 1.5, 2.15, 1.5), 0.05 * peak);
}

TEST(TwoNucleonShape, IsNothingOutOfReach) {
  const Probe probe{pdg::nu_mu, Current::charged};
  EXPECT_EQ(two_nucleon_shape(probe, 0.2, 2.15, 0.05), 0.0);
  EXPECT_EQ(two_nucleon_shape(probe, 1.0, 2.15, 3.9), 0.0);
}

}  // namespace
}  // namespace wirebench::generator
