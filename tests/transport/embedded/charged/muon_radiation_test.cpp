#include "wirebench/transport/embedded/charged/muon_radiation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::transport::embedded {
namespace {

const LiquidArgon k_argon;
constexpr double k_photon_cut = 0.0062, k_pair_cut = 0.274;

const MuonRadiation& radiation() {
  static const MuonRadiation tables{k_argon, k_photon_cut, k_pair_cut};
  return tables;
}

TEST(MuonRadiation, LossesAsTabulated) {
  // PUMAS v1.1, liquid argon: bremsstrahlung (Sandrock, Soedingrekso, Rhode, a later calculation whose slow muons
  // radiate less) and pairs, MeV cm2/g.
  const double to_mass = 1.0 / (100.0 * k_argon.density);
  const double expected[][3] = {
      {2000, 0.001121, 0.0006599}, {4000, 0.002883, 0.002318}, {6000, 0.004937, 0.004567}, {10000, 0.009567, 0.01009}};
  for (const auto& [kinetic, photons, pairs] : expected) {
    EXPECT_NEAR(radiation().photon_loss(kinetic) * to_mass / photons, 1.0, 0.15) << kinetic;
    EXPECT_NEAR(radiation().pair_loss(kinetic) * to_mass / pairs, 1.0, 0.03) << kinetic;
  }
  EXPECT_NEAR(radiation().photon_loss(10000.0) * to_mass, 0.009567, 0.05 * 0.009567);
}

TEST(MuonRadiation, SampledEnergiesMakeUpTheLoss) {
  RandomStream random{1, RandomStage::test, 1};
  for (const double kinetic : {1500.0, 9000.0}) {
    double photons = 0.0, squares = 0.0, pairs = 0.0, pair_squares = 0.0;
    const int n = 60'000, m = 12'000;
    for (int i = 0; i < n; ++i) {
      const MuonPhoton photon = radiation().sample_photon(kinetic, random);
      ASSERT_GE(photon.energy, k_photon_cut);
      ASSERT_LE(photon.energy, kinetic);
      ASSERT_LE(photon.cosine, 1.0);
      photons += photon.energy;
      squares += photon.energy * photon.energy;
    }
    for (int i = 0; i < m; ++i) {
      const MuonPair pair = radiation().sample_pair(kinetic, random);
      ASSERT_GE(pair.electron, 0.51099895);
      ASSERT_GE(pair.positron, 0.51099895);
      ASSERT_LE(pair.electron + pair.positron, kinetic);
      pairs += pair.electron + pair.positron;
      pair_squares += (pair.electron + pair.positron) * (pair.electron + pair.positron);
    }
    const double photon_rate = radiation().photons_per_mm(kinetic);
    const double pair_rate = radiation().pairs_per_mm(kinetic);
    const double error = std::hypot(photon_rate * std::sqrt(squares) / n, pair_rate * std::sqrt(pair_squares) / m);
    const double whole = radiation().photon_loss(kinetic) + radiation().pair_loss(kinetic);
    EXPECT_NEAR(photon_rate * photons / n + pair_rate * pairs / m + radiation().restricted_loss(kinetic), whole,
                4.0 * error + 0.01 * whole);
  }
}

TEST(MuonRadiation, SlowMuonsDoNotRadiate) {
  EXPECT_EQ(radiation().photons_per_mm(50.0), 0.0);
  EXPECT_EQ(radiation().pairs_per_mm(50.0), 0.0);
  EXPECT_EQ(radiation().restricted_loss(50.0), 0.0);
}

TEST(MuonRadiation, RestrictedLossGrowsWithTheCuts) {
  const MuonRadiation coarse{k_argon, 10.0, 10.0};
  EXPECT_GT(coarse.restricted_loss(5000.0), radiation().restricted_loss(5000.0));
  EXPECT_LT(coarse.photons_per_mm(5000.0), radiation().photons_per_mm(5000.0));
  EXPECT_LT(coarse.restricted_loss(5000.0), coarse.photon_loss(5000.0) + coarse.pair_loss(5000.0));
}

}  // namespace
}  // namespace wirebench::transport::embedded
