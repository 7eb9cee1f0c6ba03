#include "wirebench/transport/embedded/charged/stopping_power.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "transport/embedded/charged/walk.hpp"

namespace wirebench::transport::embedded {
namespace {

const LiquidArgon k_argon;

/// MeV cm2/g
double mass_stopping(double mass, double charge, bool spin_half, double kinetic) {
  return electronic_stopping(k_argon, {mass, charge, spin_half}, kinetic) / k_argon.density / 100.0;
}

TEST(ElectronicStopping, MuonsAsTabulated) {
  // Groom, Mokhov, Striganov (2001), MUE_liquid_argon (total) and PUMAS v1.1 (ionisation).
  const double groom[][2] = {{10, 5.687},  {20, 3.502},  {50, 2.107},  {100, 1.670},
                             {200, 1.519}, {500, 1.548}, {1000, 1.645}};
  for (const auto& [kinetic, value] : groom) {
    EXPECT_NEAR(mass_stopping(105.6583755, -1, true, kinetic) / value, 1.0, 0.005) << kinetic;
  }
  const double pumas[][2] = {{1000, 1.641}, {2000, 1.758}, {4000, 1.870}, {10000, 2.000}};
  for (const auto& [kinetic, value] : pumas) {
    EXPECT_NEAR(mass_stopping(105.6583755, -1, true, kinetic) / value, 1.0, 0.003) << kinetic;
  }
}

TEST(ElectronicStopping, SlowProtonsAsPstar) {
  // NIST PSTAR, argon.
  const double pstar[][2] = {{0.01, 272.2}, {0.1, 485.5}, {0.5, 225.6}, {1.0, 153.3}, {2.0, 97.72}};
  for (const auto& [kinetic, value] : pstar) {
    EXPECT_NEAR(mass_stopping(938.27208816, 1, true, kinetic) / value, 1.0, 1e-4) << kinetic;
  }
}

TEST(ElectronicStopping, AlphasAsAstar) {
  // NIST ASTAR, argon (as stored in Geant4 11.4, G4ASTARStopping.cc).
  const double astar[][2] = {{3.0, 729.8}, {4.0, 613.2}, {5.0, 532.7}, {6.0, 473.4}, {8.0, 391.0}, {10.0, 336.0}};
  for (const auto& [kinetic, value] : astar) {
    EXPECT_NEAR(mass_stopping(3727.3794, 2, false, kinetic) / value, 1.0, 0.015) << kinetic;
  }
  EXPECT_NEAR(mass_stopping(3727.3794, 2, false, 1.0) / 1222.0, 1.0, 0.08);
  EXPECT_NEAR(mass_stopping(3727.3794, 2, false, 2.0) / 911.2, 1.0, 0.05);
}

TEST(ElectronicStopping, AgreesWithGeant4) {
  // Geant4 11.4.0, G4_lAr, electronic dE/dx in MeV/cm.
  struct Row {
    testing::Kind kind;
    double kinetic, value;
  };
  const Row rows[] = {
      {testing::k_pion, 1, 57.5221},      {testing::k_pion, 20, 5.89327},  {testing::k_pion, 300, 2.11053},
      {testing::k_pion, 4000, 2.54475},   {testing::k_kaon, 5, 44.3699},   {testing::k_kaon, 200, 3.16282},
      {testing::k_kaon, 2000, 2.14136},   {testing::k_proton, 5, 71.5251}, {testing::k_proton, 50, 12.2034},
      {testing::k_proton, 1000, 2.27576}, {testing::k_muon, 2, 27.2714},   {testing::k_muon, 300, 2.10448},
      {testing::k_muon, 4000, 2.61537}};
  for (const Row& row : rows) {
    const double here =
        10.0 * electronic_stopping(k_argon, {row.kind.mass, row.kind.charge, row.kind.spin_half}, row.kinetic);
    EXPECT_NEAR(here / row.value, 1.0, 0.012) << row.kind.mass << " " << row.kinetic;
  }
}

TEST(ElectronicStopping, HasNoSteps) {
  for (const testing::Kind& kind : {testing::k_muon, testing::k_pion, testing::k_kaon, testing::k_proton,
                                    testing::Kind{3727.3794, 2.0, false}, testing::Kind{1875.613, 1.0, false}}) {
    double last = 0.0;
    for (double kinetic = 1e-3; kinetic < 1e5; kinetic *= 1.002) {
      const double now = electronic_stopping(k_argon, {kind.mass, kind.charge, kind.spin_half}, kinetic);
      ASSERT_GT(now, 0.0) << kind.mass << " " << kinetic;
      if (last > 0.0) {
        ASSERT_NEAR(now / last, 1.0, 0.004) << kind.mass << " " << kinetic;
      }
      last = now;
    }
  }
}

TEST(ElectronicStopping, BarkasEffectFavoursPositiveParticles) {
  // Antiprotons lose about 1 % less than protons at 10 MeV (Moller et al., Phys. Rev. A 56 (1997) 2930: 3 % at 5 MeV
  // and below in light metals).
  const double ratio = mass_stopping(938.27208816, -1, true, 10.0) / mass_stopping(938.27208816, 1, true, 10.0);
  EXPECT_GT(ratio, 0.98);
  EXPECT_LT(ratio, 0.997);
}

TEST(LargestTransfer, OfAMuon) {
  // landau_mpv table of the fact sheet, from the formula of the Review of Particle Physics: worked there for 268 MeV, 2
  // GeV.
  EXPECT_NEAR(largest_transfer(105.6583755, 268.0), 11.371, 0.002);
  EXPECT_NEAR(largest_transfer(105.6583755, 2000.0), 339.44, 0.05);
}

TEST(HeliumCharge, IsFullWhenFastAndLessWhenSlow) {
  EXPECT_NEAR(helium_charge_fraction(5.0), 1.0, 0.01);
  EXPECT_NEAR(helium_charge_fraction(100.0), 1.0, 0.002);
  EXPECT_LT(helium_charge_fraction(0.05), 0.65);
  EXPECT_GT(helium_charge_fraction(0.001), 0.2);
}

}  // namespace
}  // namespace wirebench::transport::embedded
