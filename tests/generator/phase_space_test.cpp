#include "wirebench/generator/phase_space.hpp"

#include <gtest/gtest.h>

#include <array>

namespace wirebench::generator {
namespace {

TEST(PhaseSpacePoint, ThreeMasslessBodiesFillTheDalitzPlotEvenly) {
  // An even Dalitz plot: the energy of one body is distributed as E up to M/2, so its mean is M/3, its mean square
  // M^2/8.
  RandomStream random{1, RandomStage::test, 2};
  constexpr std::array<double, 3> masses{};
  std::array<nuclear::FourVector, 3> out;
  double weights = 0.0, first = 0.0, second = 0.0;
  for (int i = 0; i < 40'000; ++i) {
    const double weight = phase_space_point(900.0, masses, random, out);
    ASSERT_GE(weight, 0.0);
    ASSERT_LE(weight, 1.0 + 1e-12);
    weights += weight;
    first += weight * out[1].energy;
    second += weight * out[1].energy * out[1].energy;
  }
  EXPECT_NEAR(first / weights, 300.0, 2.5);
  EXPECT_NEAR(second / weights, 900.0 * 900.0 / 8.0, 1200.0);
}

TEST(PhaseSpacePoint, BalancesAndStaysOnTheMassShell) {
  RandomStream random{1, RandomStage::test, 3};
  constexpr std::array<double, 5> masses{938.3, 139.6, 139.6, 135.0, 493.7};
  std::array<nuclear::FourVector, 5> out;
  for (int i = 0; i < 500; ++i) {
    phase_space_point(2500.0, masses, random, out);
    nuclear::FourVector sum;
    for (std::size_t k = 0; k < out.size(); ++k) {
      sum += out[k];
      EXPECT_NEAR(out[k].mass(), masses[k], 1e-5);
    }
    EXPECT_NEAR(sum.energy, 2500.0, 1e-8);
    EXPECT_NEAR(norm(sum.momentum), 0.0, 1e-8);
  }
}

}  // namespace
}  // namespace wirebench::generator
