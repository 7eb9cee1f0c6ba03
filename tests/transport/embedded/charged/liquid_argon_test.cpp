#include "wirebench/transport/embedded/liquid_argon.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::transport::embedded {
namespace {

double beta_gamma(double mass, double kinetic) {
  return std::sqrt(kinetic * (kinetic + 2.0 * mass)) / mass;
}

TEST(DensityEffect, AgreesWithFanosOfPumas) {
  // PUMAS v1.1, liquid_argon, muons: density effect by Fano's integral, an independent calculation. A tenth of a unit
  // is 0.4 % of the stopping power.
  const LiquidArgon argon;
  const double expected[][2] = {{100, 0.0},    {200, 0.0869},  {500, 0.5217}, {1000, 1.0454},
                                {2000, 1.732}, {5000, 3.0001}, {10000, 4.16}};
  for (const auto& [kinetic, delta] : expected) {
    EXPECT_NEAR(density_effect(argon, beta_gamma(105.6583755, kinetic)), delta, 0.1) << kinetic;
  }
}

TEST(DensityEffect, IsContinuousAndGrows) {
  const LiquidArgon argon;
  double last = 0.0;
  for (double log10 = -1.0; log10 < 5.0; log10 += 1e-3) {
    const double delta = density_effect(argon, std::pow(10.0, log10));
    EXPECT_GE(delta, last - 1e-3);
    EXPECT_NEAR(delta, last, 0.01);
    last = delta;
  }
  // Asymptotically 2 ln(beta gamma) - C.
  EXPECT_NEAR(last, 2.0 * std::log(1e5) - 5.2146, 0.01);
}

TEST(LiquidArgon, DensityOnTheSaturationLine) {
  // LArSoft: 1.393 g/cm3 at 87 K; 5.2146 = 1 + 2 ln(I / plasma energy) ties I and density to the tabulated C.
  EXPECT_NEAR(LiquidArgon::at(Temperature{87.0}).density, 1.393e-3, 1e-6);
  const LiquidArgon argon;
  EXPECT_NEAR(argon.electrons_per_mm3(), 3.788e20, 1e17);
}

}  // namespace
}  // namespace wirebench::transport::embedded
