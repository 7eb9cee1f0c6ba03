#include "wirebench/transport/embedded/charged/heavy_ionization.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "transport/embedded/charged/walk.hpp"

namespace wirebench::transport::embedded {
namespace {

using testing::Kind;
const LiquidArgon k_argon;
constexpr double k_no_cut = 1e9;

HeavyIonization ionization(const Kind& kind, double cut) {
  return {k_argon, kind.mass, kind.charge, kind.spin_half, cut};
}

TEST(HeavyIonization, MuonRangesAsTabulated) {
  // Groom, Mokhov, Striganov (2001), MUE_liquid_argon, g/cm2. Below 20 MeV the table and PUMAS differ by 0.8 %.
  const auto muon = ionization(testing::k_muon, k_no_cut);
  const double expected[][2] = {{20, 3.321},  {50, 15.1},    {100, 42.5}, {200, 106.3},
                                {500, 303.5}, {1000, 616.3}, {2000, 1202}};
  for (const auto& [kinetic, range] : expected) {
    EXPECT_NEAR(muon.range(kinetic) * k_argon.density * 100.0 / range, 1.0, 0.006) << kinetic;
  }
}

TEST(HeavyIonization, ProtonRangesAsPstar) {
  // NIST PSTAR, argon, CSDA range, g/cm2 (a gas: above 500 MeV the liquid's density effect makes ranges longer).
  const auto proton = ionization(testing::k_proton, k_no_cut);
  const double expected[][2] = {{10, 0.1887}, {20, 0.6335}, {30, 1.296}, {80, 7.375},
                                {100, 10.92}, {200, 36.27}, {500, 161.4}};
  for (const auto& [kinetic, range] : expected) {
    EXPECT_NEAR(proton.range(kinetic) * k_argon.density * 100.0 / range, 1.0, 0.007) << kinetic;
  }
}

TEST(HeavyIonization, RangeAndItsInverse) {
  for (const Kind& kind : {testing::k_muon, testing::k_proton, Kind{3727.3794, 2.0, false}}) {
    for (const double cut : {testing::k_cut, k_no_cut}) {
      const auto tables = ionization(kind, cut);
      double last = 0.0;
      for (double kinetic = 1e-4; kinetic < 2e5; kinetic *= 1.0371) {
        const double range = tables.range(kinetic);
        ASSERT_GT(range, last);
        ASSERT_NEAR(tables.kinetic_at_range(range) / kinetic, 1.0, 2e-6) << kind.mass << " " << kinetic;
        last = range;
      }
    }
  }
}

TEST(HeavyIonization, RangeIsTheIntegralOfTheLoss) {
  const auto proton = ionization(testing::k_proton, testing::k_cut);
  for (const double kinetic : {0.05, 0.9, 3.0, 40.0, 700.0, 9000.0}) {
    const double slope = (proton.range(kinetic * 1.001) - proton.range(kinetic * 0.999)) / (0.002 * kinetic);
    EXPECT_NEAR(slope * proton.restricted_loss(kinetic), 1.0, 2e-3) << kinetic;
  }
}

TEST(HeavyIonization, RestrictedLossAndDeltasMakeUpTheWhole) {
  // The energy of the sampled knock-on electrons is what restriction leaves out.
  RandomStream random{1, RandomStage::test, 1};
  struct Case {
    Kind kind;
    double kinetic;
  };
  for (const Case& one : {Case{testing::k_muon, 300}, Case{testing::k_muon, 5000}, Case{testing::k_pion, 800},
                          Case{testing::k_proton, 900}}) {
    const auto cut = ionization(one.kind, testing::k_cut);
    const auto whole = ionization(one.kind, k_no_cut);
    const int n = 200'000;
    double sum = 0.0, squares = 0.0;
    const double largest = cut.largest_transfer(one.kinetic);
    for (int i = 0; i < n; ++i) {
      const double energy = cut.sample_delta(one.kinetic, random);
      ASSERT_GE(energy, testing::k_cut);
      ASSERT_LE(energy, largest);
      sum += energy;
      squares += energy * energy;
    }
    const double rate = cut.delta_per_mm(one.kinetic);
    const double error = rate * std::sqrt(squares) / n;
    EXPECT_NEAR(rate * sum / n, whole.restricted_loss(one.kinetic) - cut.restricted_loss(one.kinetic),
                4.0 * error + 1e-3 * cut.restricted_loss(one.kinetic))
        << one.kind.mass << " " << one.kinetic;
  }
}

TEST(HeavyIonization, DeltaRateOfAFastMuon) {
  // Rutherford's cross section for energies far below Tmax: xi / cut per length, xi = 0.0975 MeV/cm (fact sheet: 29.24
  // keV in 3 mm at 1 GeV).
  const auto muon = ionization(testing::k_muon, 1.0);
  EXPECT_NEAR(muon.delta_per_mm(1000.0), 0.02924 / 3.0 / 1.0, 0.06 * 0.00975);
}

TEST(HeavyIonization, NoDeltasBelowTheThreshold) {
  const auto proton = ionization(testing::k_proton, testing::k_cut);
  EXPECT_EQ(proton.delta_per_mm(50.0), 0.0);
  EXPECT_GT(proton.delta_per_mm(200.0), 0.0);
  EXPECT_DOUBLE_EQ(proton.cut(), testing::k_cut);
}

TEST(HeavyIonization, SlowParticlesStop) {
  const auto alpha = ionization({3727.3794, 2.0, false}, testing::k_cut);
  EXPECT_EQ(alpha.restricted_loss(0.0), 0.0);
  EXPECT_EQ(alpha.range(0.0), 0.0);
  EXPECT_EQ(alpha.kinetic_at_range(0.0), 0.0);
  // NIST ASTAR, argon, its stopping powers integrated: 6.64e-3 g/cm2 at 5 MeV, 47.6 um of liquid.
  EXPECT_NEAR(alpha.range(5.0), 0.0476, 0.001);
}

}  // namespace
}  // namespace wirebench::transport::embedded
