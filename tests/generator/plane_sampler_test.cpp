#include "wirebench/generator/plane_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::generator {
namespace {

// A narrow ridge in u that moves with the energy, a power of v, and a rise from a threshold: integrals by hand.
double ridge(double energy, double u, double v) {
  if (energy <= 1.0) return 0.0;
  const double centre = 0.3 + 0.02 * energy;
  const double distance = (u - centre) / 0.05;
  return (energy - 1.0) * std::exp(-0.5 * distance * distance) * 3.0 * v * v;
}

TEST(PlaneSampler, IntegratesAndInterpolates) {
  const PlaneSampler sampler{ridge, {1.0, 12.0, 24, 20, 6}};
  const double area = 0.05 * std::sqrt(2.0 * 3.14159265);
  EXPECT_EQ(sampler.integral(0.5), 0.0);
  EXPECT_EQ(sampler.integral(1.0), 0.0);
  for (const double energy : {1.1, 2.3, 5.0, 9.7}) {
    EXPECT_NEAR(sampler.integral(energy) / ((energy - 1.0) * area), 1.0, 0.01) << energy;
  }
}

TEST(PlaneSampler, DrawsTheDensityBetweenGridEnergies) {
  const PlaneSampler sampler{ridge, {1.0, 12.0, 24, 20, 6}};
  RandomStream random{1, RandomStage::test, 1};
  for (const double energy : {1.37, 4.21, 8.8}) {
    double u1 = 0.0, u2 = 0.0, v1 = 0.0;
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
      const auto [u, v] = sampler.sample(energy, random);
      u1 += u / count;
      u2 += u * u / count;
      v1 += v / count;
    }
    EXPECT_NEAR(u1, 0.3 + 0.02 * energy, 0.0015) << energy;
    EXPECT_NEAR(std::sqrt(u2 - u1 * u1), 0.05, 0.0015) << energy;
    EXPECT_NEAR(v1, 0.75, 0.006) << energy;
  }
}

}  // namespace
}  // namespace wirebench::generator
