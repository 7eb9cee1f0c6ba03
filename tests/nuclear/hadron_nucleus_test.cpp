#include "wirebench/nuclear/hadron_nucleus.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace wirebench::nuclear {
namespace {

Product moving(PdgCode code, double kinetic, const Vector3& way) {
  const double m = particle(code).mass;
  return {code, FourVector::on_shell(m, std::sqrt(kinetic * (kinetic + 2.0 * m)) * unit(way))};
}

Product at_rest(PdgCode code) {
  return {code, {particle(code).mass, {}}};
}

double kinetic_energy(const Product& p) {
  return p.momentum.energy - particle(p.pdg).mass;
}

struct Case {
  PdgCode projectile;
  double kinetic;  // MeV
  int reactions;
};

std::string case_name(const testing::TestParamInfo<Case>& info) {
  std::string name = particle_name(info.param.projectile);
  for (char& c : name) {
    if (c == '+') c = 'P';
    if (c == '-') c = 'M';
  }
  return fmt::format("{}_{}MeV", name, static_cast<int>(info.param.kinetic));
}

class Reaction : public testing::TestWithParam<Case> {};

TEST_P(Reaction, ConservesAndLeavesAnotherFinalState) {
  const auto [code, kinetic, reactions] = GetParam();
  RandomStream random{11, RandomStage::test, static_cast<std::uint64_t>(kinetic)};
  const Product projectile = moving(code, kinetic, {0.3, -0.5, 0.8});
  const Product target = at_rest(pdg::argon40);
  Before before{{projectile, target}};
  before.strangeness_conserved = code != pdg::k_zero_long && code != pdg::k_zero_short;
  Products out;
  for (int i = 0; i < reactions; ++i) {
    react(projectile, k_argon40, random, out);
    const auto problem = violation(before, out, 1e-6);
    ASSERT_FALSE(problem) << *problem << " in reaction " << i;
    ASSERT_TRUE(out.size() > 2 || std::ranges::count(out, code, &Product::pdg) == 0) << "elastic in reaction " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Projectiles, Reaction,
    testing::Values(Case{pdg::proton, 20, 5000}, Case{pdg::proton, 100, 10'000}, Case{pdg::proton, 500, 10'000},
                    Case{pdg::proton, 3000, 4000}, Case{pdg::proton, 10'000, 2000}, Case{pdg::neutron, 2, 2000},
                    Case{pdg::neutron, 20, 5000}, Case{pdg::neutron, 300, 10'000}, Case{pdg::pi_plus, 50, 5000},
                    Case{pdg::pi_plus, 200, 10'000}, Case{pdg::pi_plus, 1000, 5000}, Case{pdg::pi_plus, 10'000, 2000},
                    Case{pdg::pi_minus, 20, 5000}, Case{pdg::pi_minus, 300, 10'000}, Case{pdg::pi_zero, 200, 5000},
                    Case{pdg::k_plus, 100, 3000}, Case{pdg::k_plus, 400, 5000}, Case{pdg::k_minus, 100, 3000},
                    Case{pdg::k_minus, 1000, 3000}, Case{pdg::k_zero, 400, 3000}, Case{pdg::k_zero_bar, 400, 3000},
                    Case{pdg::k_zero_long, 400, 3000}, Case{pdg::antiproton, 200, 3000},
                    Case{pdg::antiproton, 3000, 2000}, Case{pdg::antineutron, 200, 3000}, Case{pdg::lambda, 100, 3000},
                    Case{pdg::sigma_plus, 200, 3000}, Case{pdg::sigma_zero, 200, 2000},
                    Case{pdg::sigma_minus, 200, 3000}, Case{pdg::deuteron, 10, 3000}, Case{pdg::deuteron, 200, 5000},
                    Case{pdg::triton, 100, 3000}, Case{pdg::helium3, 300, 3000}, Case{pdg::alpha, 10, 2000},
                    Case{pdg::alpha, 400, 5000}),
    case_name);

TEST(Reaction, SlowMesonsStayBalanced) {
  // Near the threshold of every inelastic channel the reaction may end elastically, but always balanced.
  RandomStream random{11, RandomStage::test, 3};
  Products out;
  for (const PdgCode code : {pdg::pi_plus, pdg::pi_minus, pdg::pi_zero, pdg::k_plus, pdg::k_minus}) {
    const Product projectile = moving(code, 1.0, {0, 0, 1});
    for (int i = 0; i < 20; ++i) {
      react(projectile, k_argon40, random, out);
      const auto problem = violation({{projectile, at_rest(pdg::argon40)}}, out, 1e-6);
      ASSERT_FALSE(problem) << particle_name(code) << ": " << *problem;
    }
  }
}

TEST(Reaction, OtherTargets) {
  RandomStream random{11, RandomStage::test, 4};
  Products out;
  for (const Nuclide target : {k_deuteron, k_alpha, Nuclide{4, 9}, Nuclide{6, 12}, Nuclide{8, 16}, Nuclide{26, 56}}) {
    for (const PdgCode code : {pdg::proton, pdg::pi_plus, pdg::pi_minus, pdg::k_minus}) {
      const Product projectile = moving(code, 400.0, {0, 1, 1});
      for (int i = 0; i < 300; ++i) {
        react(projectile, target, random, out);
        const auto problem =
            violation({{projectile, at_rest(nucleus_code(target.protons, target.nucleons))}}, out, 1e-6);
        ASSERT_FALSE(problem) << particle_name(code) << " on A = " << target.nucleons << ": " << *problem;
      }
    }
  }
}

class CaptureAtRest : public testing::TestWithParam<PdgCode> {};

TEST_P(CaptureAtRest, Conserves) {
  RandomStream random{12, RandomStage::test, 1};
  Products out;
  for (int i = 0; i < 5000; ++i) {
    absorb_at_rest(GetParam(), k_argon40, random, out);
    const auto problem = violation({{at_rest(GetParam()), at_rest(pdg::argon40)}}, out, 1e-6);
    ASSERT_FALSE(problem) << *problem << " in reaction " << i;
    ASSERT_EQ(std::ranges::count(out, GetParam(), &Product::pdg), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Projectiles, CaptureAtRest,
                         testing::Values(pdg::pi_minus, pdg::k_minus, pdg::sigma_minus, pdg::antiproton));

// ---- physics ----------------------------------------------------------------------------------------------------

struct Shares {
  double absorbed = 0.0;
  double charge_exchanged = 0.0;
};

Shares pion_shares(PdgCode pion, double kinetic, Nuclide target, int reactions) {
  RandomStream random{13, RandomStage::test, 1};
  Products out;
  Shares shares;
  const Product projectile = moving(pion, kinetic, {0, 0, 1});
  for (int i = 0; i < reactions; ++i) {
    react(projectile, target, random, out);
    const auto is_pion = [](const Product& p) {
      return p.pdg == pdg::pi_plus || p.pdg == pdg::pi_minus || p.pdg == pdg::pi_zero;
    };
    const auto pions = std::ranges::count_if(out, is_pion);
    if (pions == 0) shares.absorbed += 1.0 / reactions;
    if (pions == 1 && std::ranges::count(out, pion, &Product::pdg) == 0) shares.charge_exchanged += 1.0 / reactions;
  }
  return shares;
}

TEST(PionAbsorption, IsTheMeasuredShareOfReactions) {
  // D. Ashery et al., Phys. Rev. C 23 (1981) 2173, pi+ at 165 MeV: absorption 0.30 (Al), 0.31 (Fe) of the total cross
  // section, charge exchange 0.055; the reactions are 0.66 of the total there. Interpolated to A = 40. Cascades are
  // known to overdo charge exchange.
  const Shares shares = pion_shares(pdg::pi_plus, 165.0, k_argon40, 5000);
  EXPECT_NEAR(shares.absorbed, 0.46, 0.09);
  EXPECT_NEAR(shares.charge_exchanged, 0.085, 0.08);
}

TEST(PionAbsorption, FallsWithEnergy) {
  const double at_100 = pion_shares(pdg::pi_plus, 100.0, k_argon40, 2000).absorbed;
  const double at_300 = pion_shares(pdg::pi_plus, 300.0, k_argon40, 2000).absorbed;
  const double at_1000 = pion_shares(pdg::pi_plus, 1000.0, k_argon40, 2000).absorbed;
  EXPECT_GT(at_100, at_300 + 0.1);
  EXPECT_GT(at_300, at_1000 + 0.1);
}

TEST(PionCapture, SetsFreeWhatAnotherCascadeDoes) {
  // Geant4 11.4.0, Bertini cascade, 5,000 pi- at rest on 40Ar: nucleons a capture, by kinetic energy. Two neutrons, or
  // a neutron and a proton, of about 60 MeV are the primary products.
  RandomStream random{13, RandomStage::test, 2};
  Products out;
  double slow_neutrons = 0.0;
  double fast_neutrons = 0.0;
  double fast_protons = 0.0;
  constexpr int captures = 4000;
  for (int i = 0; i < captures; ++i) {
    absorb_at_rest(pdg::pi_minus, k_argon40, random, out);
    for (const Product& p : out) {
      const bool fast = kinetic_energy(p) > 20.0;
      if (p.pdg == pdg::neutron) (fast ? fast_neutrons : slow_neutrons) += 1.0 / captures;
      if (p.pdg == pdg::proton && fast) fast_protons += 1.0 / captures;
    }
  }
  EXPECT_NEAR(slow_neutrons, 3.03, 0.3);
  EXPECT_NEAR(fast_neutrons, 1.08, 0.1);
  EXPECT_NEAR(fast_protons, 0.214, 0.04);
}

TEST(Antiprotons, AnnihilateAtRestIntoMeasuredPions) {
  // 3.0 charged pions a free annihilation (C. B. Dover et al., Prog. Part. Nucl. Phys. 29 (1992) 87); some are absorbed
  // by the nucleus.
  RandomStream random{13, RandomStage::test, 3};
  Products out;
  double charged = 0.0;
  constexpr int captures = 2000;
  for (int i = 0; i < captures; ++i) {
    absorb_at_rest(pdg::antiproton, k_argon40, random, out);
    charged += static_cast<double>(
        std::ranges::count_if(out, [](const Product& p) { return p.pdg == pdg::pi_plus || p.pdg == pdg::pi_minus; }));
  }
  EXPECT_NEAR(charged / captures, 2.7, 0.4);
}

TEST(Kaons, PositiveOnesAreNotAbsorbed) {
  RandomStream random{13, RandomStage::test, 4};
  Products out;
  for (int i = 0; i < 1000; ++i) {
    react(moving(pdg::k_plus, 300.0, {1, 0, 0}), k_argon40, random, out);
    ASSERT_EQ(std::ranges::count(out, pdg::k_plus, &Product::pdg) + std::ranges::count(out, pdg::k_zero, &Product::pdg),
              1);
  }
}

TEST(Reaction, IsTheSameForTheSameStream) {
  const Product projectile = moving(pdg::proton, 700.0, {0, 0, 1});
  Products one;
  Products other;
  RandomStream first{5, RandomStage::test, 9};
  react(projectile, k_argon40, first, one);
  RandomStream second{5, RandomStage::test, 9};
  react(projectile, k_argon40, second, other);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].pdg, other[i].pdg);
    EXPECT_EQ(one[i].momentum.energy, other[i].momentum.energy);
  }
}

TEST(Reaction, TurnsWithTheProjectile) {
  // Nothing but the projectile's direction singles out an axis: mean momentum across it is 0.
  RandomStream random{13, RandomStage::test, 6};
  Products out;
  const Vector3 way = unit({1.0, 2.0, -2.0});
  const Product projectile = moving(pdg::proton, 500.0, way);
  Vector3 sum;
  constexpr int reactions = 4000;
  for (int i = 0; i < reactions; ++i) {
    react(projectile, k_argon40, random, out);
    const auto fastest = std::ranges::max_element(out, {}, [](const Product& p) { return kinetic_energy(p); });
    sum += (1.0 / reactions) * unit(fastest->momentum.momentum);
  }
  EXPECT_GT(dot(sum, way), 0.7);
  EXPECT_LT(norm(sum - dot(sum, way) * way), 0.03);
}

}  // namespace
}  // namespace wirebench::nuclear
