#include "wirebench/nuclear/deexcitation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::nuclear {
namespace {

FourVector excited(Nuclide nuclide, double excitation, const Vector3& momentum = {}) {
  return FourVector::on_shell(nuclear_mass(nuclide) + excitation, momentum);
}

/// Sums of what is conserved: `violation` knows no excited nuclei, so the excitation is given to it as a gamma's
/// energy.
struct Sums {
  FourVector momentum;
  int charge = 0;
  int baryon_number = 0;
};

Sums add_up(const Products& products) {
  Sums sums;
  for (const Product& p : products) {
    const ParticleData data = particle(p.pdg);
    EXPECT_NEAR(FourVector::on_shell(data.mass, p.momentum.momentum).energy, p.momentum.energy, 1e-6) << data.name;
    sums.momentum += p.momentum;
    sums.charge += data.charge;
    sums.baryon_number += data.baryon_number;
  }
  return sums;
}

struct Case {
  Nuclide nuclide;
  double excitation;
};

class Deexcitation : public testing::TestWithParam<Case> {};

TEST_P(Deexcitation, Conserves) {
  const auto [nuclide, excitation] = GetParam();
  RandomStream random{7, RandomStage::test, 1};
  Products out;
  for (int i = 0; i < 2000; ++i) {
    const FourVector before = excited(nuclide, excitation, {300.0, -100.0, 700.0});
    const Excitons excitons = i % 2 == 0 ? Excitons{} : Excitons{i % 3 + 1, i % 4, 1, i % 5};
    out.clear();
    deexcite(nuclide, excitation, before, random, out, nuclide.nucleons > 12 ? excitons : Excitons{});
    const Sums sums = add_up(out);
    ASSERT_NEAR(sums.momentum.energy, before.energy, 1e-6);
    ASSERT_NEAR(norm(sums.momentum.momentum - before.momentum), 0.0, 1e-6);
    ASSERT_EQ(sums.charge, nuclide.protons);
    ASSERT_EQ(sums.baryon_number, nuclide.nucleons);
  }
}

INSTANTIATE_TEST_SUITE_P(Nuclides, Deexcitation,
                         testing::Values(Case{{18, 40}, 0.0}, Case{{18, 40}, 5.0}, Case{{18, 40}, 50.0},
                                         Case{{18, 40}, 300.0}, Case{{17, 39}, 12.0}, Case{{12, 30}, 60.0},
                                         Case{{7, 20}, 500.0}, Case{{8, 16}, 40.0}, Case{{5, 9}, 0.0},
                                         Case{{4, 8}, 3.0}, Case{{2, 4}, 25.0}, Case{{1, 2}, 1.0}, Case{{1, 2}, 8.0},
                                         Case{{1, 3}, 7.0}, Case{{0, 3}, 10.0}, Case{{0, 2}, 0.0}, Case{{4, 4}, 2.0},
                                         Case{{1, 1}, 0.0}, Case{{3, 12}, 0.0}, Case{{20, 44}, 90.0}));

int count(const Products& products, PdgCode code) {
  return static_cast<int>(std::ranges::count(products, code, &Product::pdg));
}

TEST(Deexcitation, OnlyGammasBelowTheSeparationEnergies) {
  RandomStream random{7, RandomStage::test, 2};
  Products out;
  for (int i = 0; i < 500; ++i) {
    out.clear();
    deexcite(k_argon40, 6.5, excited(k_argon40, 6.5), random, out);  // S(alpha) = 6.80, S(n) = 9.87 MeV
    ASSERT_EQ(count(out, pdg::argon40), 1);
    ASSERT_EQ(count(out, pdg::gamma), static_cast<int>(out.size()) - 1);
  }
}

TEST(Deexcitation, UnboundGroundStatesFallApart) {
  RandomStream random{7, RandomStage::test, 3};
  Products out;
  deexcite({4, 8}, 0.0, excited({4, 8}, 0.0), random, out);
  ASSERT_EQ(count(out, pdg::alpha), 2);
  // Each alpha takes half of 91.84 keV (TUNL energy levels of 8Be).
  EXPECT_NEAR(out[0].momentum.energy - nuclear_mass(k_alpha), 0.04592, 0.0003);
  out.clear();
  deexcite({2, 5}, 0.0, excited({2, 5}, 0.0), random, out);
  EXPECT_EQ(count(out, pdg::alpha), 1);
  EXPECT_EQ(count(out, pdg::neutron), 1);
  out.clear();
  deexcite({0, 2}, 0.0, excited({0, 2}, 0.0), random, out);
  EXPECT_EQ(count(out, pdg::neutron), 2);
}

TEST(Deexcitation, NeutronsCarryTwiceTheTemperature) {
  // The only neutron of 40Ar at 18 MeV: between S(n) = 9.87 and S(2n) = 16.47 MeV + what it carries away. Weisskopf's
  // spectrum E exp(-E/T) with T = sqrt(U / a), U = 18 - 9.87, a = 39/8 MeV: mean 2 T = 2.6 MeV.
  RandomStream random{7, RandomStage::test, 4};
  Products out;
  double sum = 0.0;
  int neutrons = 0;
  for (int i = 0; i < 20'000; ++i) {
    out.clear();
    deexcite(k_argon40, 18.0, excited(k_argon40, 18.0), random, out);
    if (count(out, pdg::neutron) != 1) continue;
    for (const Product& p : out) {
      if (p.pdg != pdg::neutron) continue;
      sum += p.momentum.energy - nuclear_mass(k_neutron);
      ++neutrons;
    }
  }
  EXPECT_GT(neutrons, 10'000);  // charged particles are held back by the barrier
  EXPECT_NEAR(sum / neutrons, 2.6, 0.3);
}

TEST(Deexcitation, MoreEnergyFreesMoreNucleons) {
  RandomStream random{7, RandomStage::test, 5};
  Products out;
  double before = 0.0;
  for (const double excitation : {20.0, 40.0, 80.0, 160.0}) {
    out.clear();
    for (int i = 0; i < 2000; ++i) deexcite(k_argon40, excitation, excited(k_argon40, excitation), random, out);
    const double nucleons = (count(out, pdg::neutron) + count(out, pdg::proton)) / 2000.0;
    EXPECT_GT(nucleons, before + 0.3) << excitation;
    before = nucleons;
  }
  // 10 to 20 MeV a nucleon set free: separation and kinetic energy.
  EXPECT_NEAR(before, 160.0 / 15.0, 4.0);
}

TEST(Deexcitation, ExcitonsMakeFastNucleons) {
  RandomStream random{7, RandomStage::test, 6};
  Products slow;
  Products fast;
  for (int i = 0; i < 5000; ++i) {
    deexcite(k_argon40, 50.0, excited(k_argon40, 50.0), random, slow);
    deexcite(k_argon40, 50.0, excited(k_argon40, 50.0), random, fast, {1, 1, 0, 1});
  }
  const auto above_15 = [](const Products& products) {
    return std::ranges::count_if(products, [](const Product& p) {
      return p.pdg == pdg::neutron && p.momentum.energy - nuclear_mass(k_neutron) > 15.0;
    });
  };
  EXPECT_GT(above_15(fast), 3 * above_15(slow) + 100);
}

}  // namespace
}  // namespace wirebench::nuclear
