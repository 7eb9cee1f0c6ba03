#include "wirebench/transport/embedded/hadronic/slow_neutrons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "transport/embedded/hadronic/reactions.hpp"

#include "wirebench/transport/embedded/hadronic/argon_levels.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::Product;
using nuclear::Products;
using test::conserves;
using test::projectile;
namespace pdg = nuclear::pdg;

/// Total cross section, b.
double total(double kinetic) {
  const CrossSectionNodes nodes = evaluated_neutron_nodes();
  return 1e-3 *
         (interpolate(nodes.elastic, kinetic) + interpolate(nodes.inelastic, kinetic) + capture_cross_section(kinetic));
}

TEST(SlowNeutronsTest, TotalIsThatOfTransmissionMeasurements) {
  // Winters et al., Phys. Rev. C 43 (1991) 492, natural argon: keV, b.
  EXPECT_NEAR(total(0.1004), 1.943, 0.25);
  EXPECT_NEAR(total(0.2), 1.367, 0.10);
  EXPECT_NEAR(total(0.49982), 1.129, 0.08);
  // The resonance at 77 keV and the window below it, less than 0.1 b deep (Andringa et al., arXiv:2212.05448).
  EXPECT_NEAR(total(0.0769), 32.3, 5.0);
  EXPECT_LT(total(0.057), 0.02);
  EXPECT_GT(total(0.057), 0.005);
  // Thermal: 0.66 b of capture, 0.65 b of scattering.
  EXPECT_NEAR(total(2.53e-8), 1.31, 0.04);
}

TEST(SlowNeutronsTest, FarMeanFreePathsInTheWindow) {
  const double per_mm = total(0.057) * 1e-22 * LiquidArgon{}.atoms_per_mm3();
  EXPECT_GT(1.0 / per_mm, 30e3);  // tens of metres
}

TEST(SlowNeutronsTest, CaptureIsOneOverVAndItsResonanceIntegralIsRight) {
  EXPECT_NEAR(capture_cross_section(2.53e-8), 660.0, 1e-9);
  EXPECT_NEAR(capture_cross_section(4.0 * 2.53e-8), 330.0, 1e-9);
  // Above 0.5 eV: 0.41 +- 0.03 b measured (French 1965); 1/v alone 0.297 b.
  double integral = 0.0;
  for (double e = 0.5e-6; e < 20.0; e *= 1.001) integral += capture_cross_section(e * 1.0005) * std::log(1.001);
  EXPECT_NEAR(integral * 1e-3, 0.35, 0.06);
  for (double e = 1e-9; e < 20.0; e *= 1.05) {  // no jump
    EXPECT_NEAR(capture_cross_section(1.05 * e) / capture_cross_section(e), 1.0, 0.06) << e;
  }
}

TEST(SlowNeutronsTest, InelasticScatteringNeedsTheFirstLevel) {
  const CrossSectionTable table{evaluated_neutron_nodes().inelastic, evaluated_neutron_nodes().elastic, 1.0};
  EXPECT_EQ(table.at(1.45).inelastic, 0.0F);
  EXPECT_GT(table.at(2.0).inelastic, 100.0F);
  EXPECT_NEAR(table.at(20.0).inelastic, 1123.0, 15.0);  // Barashenkov, hadron_cross_sections
}

TEST(SlowNeutronsTest, OnlyTheFirstLevelIsExcitedBelowTheSecond) {
  RandomStream random{1, RandomStage::test, 51};
  const Product in = projectile(pdg::neutron, 2.0);
  Products out;
  for (int i = 0; i < 500; ++i) {
    scatter_from_levels(in, random, out);
    ASSERT_TRUE(conserves(in, out));
    ASSERT_EQ(out.size(), 3U);
    EXPECT_EQ(out[0].pdg, pdg::neutron);
    EXPECT_EQ(out[1].pdg, pdg::gamma);
    EXPECT_NEAR(out[1].momentum.energy, 1.461, 0.006);  // Doppler shift of the recoiling nucleus
    EXPECT_EQ(out[2].pdg, pdg::argon40);
  }
}

TEST(SlowNeutronsTest, FourMevNeutronsMakeThe1461KeVLineMostOfTheTime) {
  RandomStream random{1, RandomStage::test, 52};
  const Product in = projectile(pdg::neutron, 4.3);
  Products out;
  constexpr int n = 5000;
  int lines = 0;
  for (int i = 0; i < n; ++i) {
    scatter_from_levels(in, random, out);
    ASSERT_TRUE(conserves(in, out));
    for (const Product& p : out) lines += p.pdg == pdg::gamma && std::fabs(p.momentum.energy - 1.461) < 0.012;
  }
  EXPECT_GT(lines, 0.6 * n);
  EXPECT_LT(lines, 1.0 * n);
}

TEST(SlowNeutronsTest, EveryCaptureCascadeAddsUpToTheQValue) {
  RandomStream random{1, RandomStage::test, 53};
  Products out;
  for (const double kinetic : {2.53e-8, 1e-3, 1.0}) {
    const Product in = projectile(pdg::neutron, kinetic);
    for (int i = 0; i < 2000; ++i) {
      capture_neutron(in, random, out);
      ASSERT_TRUE(conserves(in, out));
      double sum = 0.0;
      for (const Product& p : out) sum += p.pdg == pdg::gamma ? p.momentum.energy : test::kinetic_energy(p);
      ASSERT_NEAR(sum, 6.0989 + kinetic, 6e-4);  // Q of 40Ar(n,gamma), Nucl. Data Sheets
      ASSERT_EQ(out.back().pdg, nuclear::nucleus_code(18, 41));
    }
  }
}

TEST(SlowNeutronsTest, CaptureLinesHaveTheirIntensities) {
  // Gammas per 100 thermal captures of natural argon, keV: intensity (Hardell and Beer 1970).
  const std::map<int, double> published{{167, 74.0}, {516, 23.5}, {838, 8.9},  {1044, 5.6},  {1187, 48.5},
                                        {2566, 2.6}, {2811, 5.5}, {3700, 9.1}, {4745, 51.2}, {5582, 10.8}};
  std::map<int, int> counts;
  RandomStream random{1, RandomStage::test, 54};
  const Product in = projectile(pdg::neutron, 2.53e-8);
  Products out;
  constexpr int n = 20'000;
  double gammas = 0.0;
  for (int i = 0; i < n; ++i) {
    capture_neutron(in, random, out);
    gammas += static_cast<double>(out.size() - 1) / n;
    for (const Product& p : out) {
      for (const auto& [energy, intensity] : published) {
        counts[energy] += p.pdg == pdg::gamma && std::fabs(p.momentum.energy * 1e3 - energy) < 2.0;
      }
    }
  }
  for (const auto& [energy, intensity] : published) {
    EXPECT_NEAR(100.0 * counts[energy] / n, intensity, 3.0 + 0.1 * intensity) << energy << " keV";
  }
  EXPECT_NEAR(gammas, 2.9, 0.3);
}

TEST(LevelSchemeTest, LevelsRiseAndDecayDownwards) {
  for (const LevelScheme& scheme : {argon40_levels(), argon41_levels()}) {
    ASSERT_FALSE(scheme.levels.empty());
    EXPECT_EQ(scheme.levels[0].energy, 0.0);
    for (std::size_t i = 1; i < scheme.levels.size(); ++i) {
      EXPECT_GT(scheme.levels[i].energy, scheme.levels[i - 1].energy);
      double sum = 0.0;
      for (const GammaTransition& line : scheme.levels[i].transitions) {
        EXPECT_LT(line.to, i);
        sum += line.intensity;
      }
      EXPECT_NEAR(sum, 1.0, 0.002) << scheme.levels[i].energy;
    }
  }
}

}  // namespace
}  // namespace wirebench::transport::embedded
