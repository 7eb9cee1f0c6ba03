#include "wirebench/generator/resonance_decay.hpp"

#include <gtest/gtest.h>

#include <map>

#include "wirebench/generator/resonance.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(DecayResonance, BalancesEveryDecayOfEveryState) {
  RandomStream random{1, RandomStage::test, 4};
  for (std::size_t state = 0; state < k_resonance_count; ++state) {
    const bool delta = resonances()[state].twice_isospin == 3;
    for (int charge = delta ? -1 : 0; charge <= (delta ? 2 : 1); ++charge) {
      for (const double w : {1080.0, 1230.0, 1500.0, 1690.0}) {
        for (int i = 0; i < 40; ++i) {
          nuclear::Products out;
          decay_resonance(state, charge, w, random, out);
          nuclear::FourVector sum;
          int total = 0, baryons = 0;
          for (const auto& product : out) {
            sum += product.momentum;
            total += nuclear::particle(product.pdg).charge;
            baryons += nuclear::particle(product.pdg).baryon_number;
          }
          EXPECT_NEAR(sum.energy, w, 1e-7);
          EXPECT_NEAR(norm(sum.momentum), 0.0, 1e-7);
          EXPECT_EQ(total, charge) << resonances()[state].name;
          EXPECT_EQ(baryons, 1);
        }
      }
    }
  }
}

/// Shares of the pion's charge among decays into nucleon and one pion.
std::map<nuclear::PdgCode, double> pion_shares(std::size_t state, int charge, double w) {
  RandomStream random{1, RandomStage::test, 5};
  std::map<nuclear::PdgCode, double> shares;
  double count = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    nuclear::Products out;
    decay_resonance(state, charge, w, random, out);
    if (out.size() != 2 || out[1].pdg == pdg::eta) continue;
    shares[out[1].pdg] += 1.0;
    count += 1.0;
  }
  for (auto& [code, share] : shares) share /= count;
  return shares;
}

TEST(DecayResonance, SharesPionsByIsospin) {
  // Clebsch-Gordan coefficients of the Review of Particle Physics: Delta+ -> p pi0 2/3, N*+ -> p pi0 1/3.
  EXPECT_NEAR(pion_shares(0, 2, 1232.0)[pdg::pi_plus], 1.0, 1e-12);
  EXPECT_NEAR(pion_shares(0, 1, 1232.0)[pdg::pi_zero], 2.0 / 3.0, 0.015);
  EXPECT_NEAR(pion_shares(0, 0, 1232.0)[pdg::pi_minus], 1.0 / 3.0, 0.015);
  EXPECT_NEAR(pion_shares(0, -1, 1232.0)[pdg::pi_minus], 1.0, 1e-12);
  EXPECT_NEAR(pion_shares(1, 1, 1440.0)[pdg::pi_zero], 1.0 / 3.0, 0.02);
  EXPECT_NEAR(pion_shares(1, 0, 1440.0)[pdg::pi_minus], 2.0 / 3.0, 0.02);
}

TEST(DecayResonance, GivesTheBranchingFractionsOfTheEta) {
  // N(1535) -> N eta is 30 to 55 % (Review of Particle Physics); closed below the eta threshold at 1487 MeV.
  RandomStream random{1, RandomStage::test, 6};
  int etas = 0, low = 0;
  for (int i = 0; i < 4000; ++i) {
    nuclear::Products out;
    decay_resonance(3, 1, 1535.0, random, out);
    etas += out[1].pdg == pdg::eta ? 1 : 0;
    out.clear();
    decay_resonance(3, 1, 1480.0, random, out);
    low += out[1].pdg == pdg::eta ? 1 : 0;
  }
  EXPECT_GT(etas, 1200);
  EXPECT_LT(etas, 2200);
  EXPECT_EQ(low, 0);
}

}  // namespace
}  // namespace wirebench::generator
