#include "wirebench/transport/embedded/hadronic/elastic_scattering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "transport/embedded/hadronic/reactions.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::Product;
using nuclear::Products;
using test::conserves;
using test::projectile;

TEST(ElasticScatteringTest, ConservesEnergyAndMomentum) {
  RandomStream random{1, RandomStage::test, 41};
  Products out;
  for (const nuclear::PdgCode code : {2112, 2212, 211, -211, 321, nuclear::pdg::alpha}) {
    for (const double kinetic : {2.5e-8, 1e-3, 1.0, 100.0, 3000.0}) {
      const Product in = projectile(code, kinetic);
      for (int i = 0; i < 200; ++i) {
        scatter_elastically(in, random, out);
        ASSERT_EQ(out.size(), 2U);
        ASSERT_TRUE(conserves(in, out, 1e-9)) << code << " at " << kinetic;
      }
    }
  }
}

/// One line of what Geant4 11.4.0's G4HadronElastic makes of 20,000 scatters on 40Ar.
struct Reference {
  nuclear::PdgCode code;
  double kinetic;        // MeV
  double mean_transfer;  // GeV2
  double median;
  double quantile_90;
};

TEST(ElasticScatteringTest, MomentumTransfersAreThoseOfGeant4) {
  constexpr std::array<Reference, 9> references{{{2112, 1.0, 0.0028725, 0.002562, 0.005918},
                                                 {2112, 5.0, 0.0059061, 0.004064, 0.01368},
                                                 {2112, 50.0, 0.0070996, 0.004202, 0.01497},
                                                 {2112, 500.0, 0.0068849, 0.004201, 0.01455},
                                                 {2212, 100.0, 0.007004, 0.004229, 0.01448},
                                                 {211, 50.0, 0.0038654, 0.002638, 0.00882},
                                                 {211, 200.0, 0.004079, 0.002627, 0.008798},
                                                 {211, 500.0, 0.0061608, 0.004083, 0.01383},
                                                 {211, 2000.0, 0.0060596, 0.00418, 0.01372}}};
  RandomStream random{1, RandomStage::test, 42};
  const double target = nuclear::nuclear_mass(nuclear::k_argon40);
  for (const Reference& reference : references) {
    std::vector<double> transfers;
    Products out;
    for (int i = 0; i < 20'000; ++i) {
      scatter_elastically(projectile(reference.code, reference.kinetic), random, out);
      transfers.push_back(2.0 * target * test::kinetic_energy(out[1]) * 1e-6);  // -t = 2 M T
    }
    std::ranges::sort(transfers);
    double mean = 0.0;
    for (const double t : transfers) mean += t / 20'000.0;
    const auto label = testing::Message() << reference.code << " at " << reference.kinetic;
    EXPECT_NEAR(mean / reference.mean_transfer, 1.0, 0.04) << label;  // both samples have a heavy tail
    EXPECT_NEAR(transfers[10'000] / reference.median, 1.0, 0.035) << label;
    EXPECT_NEAR(transfers[18'000] / reference.quantile_90, 1.0, 0.03) << label;
  }
}

TEST(ElasticScatteringTest, TheForwardSlopeIsBetweenATransparentAndABlackNucleus) {
  // Born limit: <r^2> / 3 with the charge radius of 40Ar, 3.427 fm (Angeli and Marinova, At. Data Nucl. Data Tables 99
  // (2013) 69); black disc: R^2 / 4 with R = 5.2 fm, the half-density radius 3.6 fm and three diffusenesses 0.54 fm
  // more.
  constexpr double fm2 = 25.682;  // 1/GeV2
  RandomStream random{1, RandomStage::test, 44};
  constexpr double low = 0.002;
  constexpr double high = 0.012;
  int first = 0;
  int second = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double t = 1e-6 * sample_momentum_transfer(2212, 1696.0, 1e8, random);
    first += t > low && t < 0.5 * (low + high);
    second += t > 0.5 * (low + high) && t < high;
  }
  const double slope = std::log(static_cast<double>(first) / second) / (0.5 * (high - low));
  EXPECT_GT(slope, 3.427 * 3.427 / 3.0 * fm2);
  EXPECT_LT(slope, 5.2 * 5.2 / 4.0 * fm2);
}

TEST(ElasticScatteringTest, SlowNeutronsScatterIsotropicallyAndLoseTwoMOverMPlusOneSquared) {
  // Mean energy loss of isotropic scattering: 2 A / (A + 1)^2 = 4.74 % for the mass ratio 39.6.
  RandomStream random{1, RandomStage::test, 43};
  const Product in = projectile(2112, 1e-3);
  Products out;
  double loss = 0.0;
  double cosine = 0.0;
  constexpr int n = 20'000;
  for (int i = 0; i < n; ++i) {
    scatter_elastically(in, random, out);
    const Vector3 after = out[0].momentum.momentum;
    loss += (1.0 - dot(after, after) / dot(in.momentum.momentum, in.momentum.momentum)) / n;
    cosine += dot(unit(after), unit(in.momentum.momentum)) / n;
  }
  EXPECT_NEAR(loss, 0.0480, 0.0008);  // 2 * 39.62 / 40.62^2
  EXPECT_NEAR(cosine, 2.0 / (3.0 * 39.6), 0.012);
}

}  // namespace
}  // namespace wirebench::transport::embedded
