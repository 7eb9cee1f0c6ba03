#include "wirebench/transport/embedded/em/electron_ionization.hpp"

#include <gtest/gtest.h>

namespace wirebench::transport::embedded {
namespace {

constexpr double k_no_cut = 1e6;

TEST(ElectronIonization, StoppingPowerIsThatOfGeant4) {
  // Geant4 11.4.0, G4_lAr, collision loss below 5 MeV, where that run had no bremsstrahlung; MeV/cm.
  const ElectronIonization electron{{}, Lepton::electron, k_no_cut};
  const ElectronIonization positron{{}, Lepton::positron, k_no_cut};
  EXPECT_NEAR(10.0 * electron.restricted_loss(1.0), 1.91095, 0.003 * 1.91095);
  EXPECT_NEAR(10.0 * electron.restricted_loss(2.0), 1.92771, 0.003 * 1.92771);
  EXPECT_NEAR(10.0 * positron.restricted_loss(1.0), 1.86692, 0.003 * 1.86692);
  EXPECT_NEAR(10.0 * positron.restricted_loss(2.0), 1.87413, 0.003 * 1.87413);
}

TEST(ElectronIonization, SlowElectronsAreThoseOfEstar) {
  // NIST ESTAR, argon, total stopping power (radiation is below 0.6 %), MeV cm2/g.
  const LiquidArgon argon;
  const ElectronIonization electron{argon, Lepton::electron, k_no_cut};
  const struct {
    double kinetic, stopping;
  } estar[] = {{0.009, 16.17}, {0.025, 7.619}, {0.045, 4.978}, {0.08, 3.368}, {0.2, 2.015}};
  for (const auto& point : estar) {
    const double mass_stopping = electron.restricted_loss(point.kinetic) / argon.density / 100.0;
    EXPECT_NEAR(mass_stopping, point.stopping, 0.015 * point.stopping) << point.kinetic;
  }
}

class Cut : public testing::TestWithParam<Lepton> {};

TEST_P(Cut, OnlyMovesLossBetweenStepsAndKnockOnElectrons) {
  RandomStream random{1, RandomStage::test, 1};
  const ElectronIonization all{{}, GetParam(), k_no_cut};
  for (const double cut : {0.05, 0.27, 1.0}) {
    const ElectronIonization ionization{{}, GetParam(), cut};
    for (const double kinetic : {0.3, 3.0, 30.0, 3000.0}) {
      const double most = ionization.largest_transfer(kinetic);
      if (most <= cut) {
        EXPECT_EQ(ionization.delta_per_mm(kinetic), 0.0);
        EXPECT_DOUBLE_EQ(ionization.restricted_loss(kinetic), all.restricted_loss(kinetic));
        continue;
      }
      constexpr int n = 40'000;
      double sum = 0.0;
      double squares = 0.0;
      for (int i = 0; i < n; ++i) {
        const double transfer = ionization.sample_delta(kinetic, random);
        ASSERT_GE(transfer, cut * (1.0 - 1e-12));
        ASSERT_LE(transfer, most * (1.0 + 1e-12));
        sum += transfer;
        squares += transfer * transfer;
      }
      const double rate = ionization.delta_per_mm(kinetic);
      const double error = rate * std::sqrt((squares / n - sum * sum / n / n) / n);
      EXPECT_NEAR(ionization.restricted_loss(kinetic) + rate * sum / n, all.restricted_loss(kinetic), 5.0 * error)
          << "cut " << cut << " kinetic " << kinetic;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(ElectronIonization, Cut, testing::Values(Lepton::electron, Lepton::positron));

}  // namespace
}  // namespace wirebench::transport::embedded
