#include "wirebench/transport/embedded/hadronic/hadronic_physics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "transport/embedded/hadronic/reactions.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::Product;
using nuclear::Products;
using test::argon_at_rest;
using test::conserves;
using test::projectile;
namespace pdg = nuclear::pdg;

/// K0 long and short are half K0, half anti-K0: no strangeness of their own.
bool strange_mixture(const Products& out) {
  for (const Product& p : out) {
    if (p.pdg == pdg::k_zero_long || p.pdg == pdg::k_zero_short) return true;
  }
  return false;
}

TEST(HadronicPhysicsTest, EveryReactionInFlightConserves) {
  const HadronicPhysics physics{LiquidArgon{}};
  RandomStream random{1, RandomStage::test, 71};
  Products out;
  for (const nuclear::PdgCode code : {pdg::pi_plus, pdg::pi_minus, pdg::k_plus, pdg::k_minus, pdg::k_zero_long,
                                      pdg::proton, pdg::neutron, pdg::antiproton, pdg::antineutron, pdg::lambda,
                                      pdg::sigma_minus, pdg::deuteron, pdg::triton, pdg::helium3, pdg::alpha}) {
    for (const double kinetic : {12.0, 90.0, 450.0, 2500.0}) {
      ASSERT_GT(physics.inelastic_per_mm(code, kinetic), 0.0) << code << " " << kinetic;
      const Product in = projectile(code, kinetic);
      for (int i = 0; i < 40; ++i) {
        physics.inelastic(in, random, out);
        nuclear::Before before{{in, argon_at_rest()}};
        before.strangeness_conserved = code != pdg::k_zero_long && !strange_mixture(out);
        const auto problem = violation(before, out, 1e-5);
        ASSERT_FALSE(problem) << code << " at " << kinetic << ": " << *problem;
      }
    }
  }
}

TEST(HadronicPhysicsTest, EveryCaptureAtRestConserves) {
  const HadronicPhysics physics{LiquidArgon{}};
  RandomStream random{1, RandomStage::test, 72};
  Products out;
  double delay = 0.0;
  for (const nuclear::PdgCode code : {pdg::mu_minus, pdg::pi_minus, pdg::k_minus, pdg::sigma_minus, pdg::antiproton}) {
    const Product in{code, {nuclear::particle(code).mass, {}}};
    for (int i = 0; i < 200; ++i) {
      physics.at_rest(code, random, out, delay);
      EXPECT_GE(delay, 0.0);
      nuclear::Before before{{in, argon_at_rest()}};
      before.strangeness_conserved = !strange_mixture(out);
      const auto problem = violation(before, out, 1e-5);
      ASSERT_FALSE(problem) << code << ": " << *problem;
    }
  }
}

struct Yields {
  double neutrons = 0.0;
  double neutron_energy = 0.0;
  double gammas = 0.0;
  double gamma_energy = 0.0;
  double protons = 0.0;
};

template <class React>
Yields yields(int n, React&& react) {
  Yields sum;
  Products out;
  for (int i = 0; i < n; ++i) {
    react(out);
    for (const Product& p : out) {
      if (p.pdg == pdg::neutron) sum.neutrons += 1.0 / n, sum.neutron_energy += test::kinetic_energy(p) / n;
      if (p.pdg == pdg::gamma) sum.gammas += 1.0 / n, sum.gamma_energy += p.momentum.energy / n;
      if (p.pdg == pdg::proton) sum.protons += 1.0 / n;
    }
  }
  return sum;
}

TEST(HadronicPhysicsTest, ExtrapolatedSlowNeutronsReactAsInGeant4) {
  // G4CascadeInterface of Geant4 11.4.0, 5000 neutrons on 40Ar each: MeV, and per reaction.
  struct Reference {
    double kinetic, neutrons, neutron_energy, gammas, gamma_energy;
  };
  constexpr std::array<Reference, 5> references{{{1.0, 1.0, 0.4213, 1.38, 0.5085},
                                                 {3.0, 1.0, 1.0121, 2.00, 1.8536},
                                                 {8.0, 1.0, 2.1179, 2.74, 5.6052},
                                                 {12.0, 1.31, 3.1578, 2.42, 5.3440},
                                                 {18.0, 1.782, 5.6383, 2.32, 3.6169}}};
  const HadronicPhysics physics{LiquidArgon{}, SlowNeutrons::extrapolated};
  RandomStream random{1, RandomStage::test, 73};
  for (const Reference& reference : references) {
    const Product in = projectile(pdg::neutron, reference.kinetic);
    const Yields found = yields(3000, [&](Products& out) { physics.inelastic(in, random, out); });
    EXPECT_NEAR(found.neutrons, reference.neutrons, 0.06) << reference.kinetic;
    EXPECT_NEAR(found.neutron_energy, reference.neutron_energy, 0.08 * reference.neutron_energy) << reference.kinetic;
    EXPECT_NEAR(found.gammas, reference.gammas, 0.2) << reference.kinetic;
    EXPECT_NEAR(found.gamma_energy, reference.gamma_energy, 0.08 * reference.gamma_energy) << reference.kinetic;
  }
}

TEST(HadronicPhysicsTest, EvaluatedSlowNeutronsExciteLevels) {
  const HadronicPhysics physics{LiquidArgon{}};
  RandomStream random{1, RandomStage::test, 74};
  const Product in = projectile(pdg::neutron, 1.8);
  const Yields found = yields(500, [&](Products& out) { physics.inelastic(in, random, out); });
  EXPECT_DOUBLE_EQ(std::round(found.gammas * 500.0), 500.0);
  EXPECT_NEAR(found.gamma_energy, 1.461, 0.001);
  EXPECT_EQ(physics.inelastic_per_mm(pdg::neutron, 1.2), 0.0);
  EXPECT_GT((HadronicPhysics{LiquidArgon{}, SlowNeutrons::extrapolated}.inelastic_per_mm(pdg::neutron, 1.2)), 0.0);
}

TEST(HadronicPhysicsTest, StoppedPionsAreAbsorbedAsInGeant4) {
  // G4CascadeInterface at rest, 5000 pi- on 40Ar: 4.11 neutrons, 0.77 protons, 2.29 gammas. There the pion may be
  // absorbed anywhere in the nucleus, here (as in nature) in its surface, so that fewer particles come out.
  const HadronicPhysics physics{LiquidArgon{}};
  RandomStream random{1, RandomStage::test, 75};
  const Yields found = yields(2000, [&](Products& out) {
    double delay = 0.0;
    physics.at_rest(pdg::pi_minus, random, out, delay);
  });
  EXPECT_NEAR(found.neutrons, 4.11, 0.9);
  EXPECT_NEAR(found.protons, 0.77, 0.25);
  EXPECT_NEAR(found.gammas, 2.29, 0.3);
}

TEST(HadronicPhysicsTest, KaonsAndNucleiNeedNotScatterElastically) {
  const HadronicPhysics all{LiquidArgon{}};
  const HadronicPhysics few{LiquidArgon{}, SlowNeutrons::evaluated, ElasticScattering::pions_and_nucleons};
  for (const nuclear::PdgCode code : {pdg::k_plus, pdg::k_zero_long, pdg::lambda, pdg::antiproton, pdg::alpha}) {
    EXPECT_GT(all.elastic_per_mm(code, 400.0), 0.0) << code;
    EXPECT_EQ(few.elastic_per_mm(code, 400.0), 0.0) << code;
    EXPECT_EQ(few.inelastic_per_mm(code, 400.0), all.inelastic_per_mm(code, 400.0)) << code;
  }
  for (const nuclear::PdgCode code : {pdg::pi_minus, pdg::proton, pdg::neutron}) {
    EXPECT_EQ(few.elastic_per_mm(code, 400.0), all.elastic_per_mm(code, 400.0)) << code;
  }
}

TEST(HadronicPhysicsTest, RatesFollowTheDensity) {
  LiquidArgon thin;
  thin.density *= 0.5;
  const HadronicPhysics dense{LiquidArgon{}};
  const HadronicPhysics half{thin};
  EXPECT_NEAR(half.inelastic_per_mm(pdg::proton, 300.0), 0.5 * dense.inelastic_per_mm(pdg::proton, 300.0), 1e-9);
  EXPECT_NEAR(half.neutron_capture_per_mm(1e-6), 0.5 * dense.neutron_capture_per_mm(1e-6), 1e-12);
  EXPECT_EQ(dense.rates_per_mm(pdg::proton, 300.0).elastic,
            static_cast<float>(dense.elastic_per_mm(pdg::proton, 300.0)));
}

}  // namespace
}  // namespace wirebench::transport::embedded
