#include "wirebench/generator/hadronization.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
constexpr std::array<Probe, 4> k_probes{{{pdg::nu_mu, Current::charged},
                                         {pdg::nu_mu_bar, Current::charged},
                                         {pdg::nu_e, Current::neutral},
                                         {pdg::nu_e_bar, Current::neutral}}};

TEST(Hadronize, BalancesEverySystem) {
  RandomStream random{1, RandomStage::test, 7};
  const Vector3 axis = unit({0.3, -0.4, 0.6});
  for (const Probe& probe : k_probes) {
    for (const Nucleon nucleon : {Nucleon::proton, Nucleon::neutron}) {
      for (const double w : {1082.0, 1250.0, 1690.0, 1900.0, 2500.0, 4500.0}) {
        for (int i = 0; i < 100; ++i) {
          nuclear::Products out;
          hadronize(probe, nucleon, w < 1700.0 ? Region::background : Region::inelastic, w, axis, random, out);
          ASSERT_GE(out.size(), 2U);
          nuclear::FourVector sum;
          int charge = 0, baryons = 0, strangeness = 0;
          for (const auto& product : out) {
            const auto data = nuclear::particle(product.pdg);
            sum += product.momentum;
            charge += data.charge;
            baryons += data.baryon_number;
            strangeness += data.strangeness;
            EXPECT_NEAR(product.momentum.mass(), data.mass, 1e-4);
          }
          EXPECT_NEAR(sum.energy, w, 1e-7);
          EXPECT_NEAR(norm(sum.momentum), 0.0, 1e-7);
          EXPECT_EQ(charge, (nucleon == Nucleon::proton ? 1 : 0) + probe.hadron_charge());
          EXPECT_EQ(baryons, 1);
          EXPECT_EQ(strangeness, 0);
        }
      }
    }
  }
}

double mean_charged(const Probe& probe, Nucleon nucleon, double w) {
  RandomStream random{1, RandomStage::test, 8};
  constexpr int events = 4000;
  double sum = 0.0;
  for (int i = 0; i < events; ++i) {
    nuclear::Products out;
    hadronize(probe, nucleon, Region::inelastic, w, {0.0, 0.0, 1.0}, random, out);
    for (const auto& product : out) sum += std::abs(nuclear::particle(product.pdg).charge);
  }
  return sum / events;
}

TEST(Hadronize, GivesTheChargedMultiplicitiesOfBubbleChambers) {
  // Neutrinos on deuterium, D. Zieminska et al., Phys. Rev. D27 (1983) 47, as fitted in AGKY (Eur. Phys. J. C63 (2009)
  // 1): 3.5 charged hadrons on neutrons and 4.1 on protons at W = 3.7 GeV.
  const Probe probe{pdg::nu_mu, Current::charged};
  EXPECT_NEAR(mean_charged(probe, Nucleon::neutron, 3700.0), 3.5, 0.35);
  EXPECT_NEAR(mean_charged(probe, Nucleon::proton, 3700.0), 4.1, 0.4);
  EXPECT_GT(mean_charged(probe, Nucleon::proton, 3700.0), mean_charged(probe, Nucleon::proton, 2000.0) + 0.8);
}

TEST(Hadronize, SendsTheBaryonBackward) {
  // The nucleon's remnant goes against the momentum transfer: <x_F> = -0.385 in the parametrisation of data that AGKY
  // use.
  RandomStream random{1, RandomStage::test, 9};
  double sum = 0.0;
  constexpr int events = 4000;
  for (int i = 0; i < events; ++i) {
    nuclear::Products out;
    hadronize({pdg::nu_mu, Current::charged}, Nucleon::neutron, Region::inelastic, 3500.0, {0.0, 0.0, 1.0}, random,
              out);
    sum += 2.0 * out[0].momentum.momentum.z / 3500.0;
  }
  EXPECT_NEAR(sum / events, -0.36, 0.08);
}

TEST(MultiplicityDistribution, IsNormalisedAndFitsInTheMass) {
  const Probe probe{pdg::nu_mu, Current::charged};
  const auto near_threshold = multiplicity_distribution(probe, Nucleon::proton, 1.1);
  EXPECT_EQ(near_threshold.size(), 1U);
  const auto p = multiplicity_distribution(probe, Nucleon::proton, 3.0);
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-12);
  EXPECT_LE(0.9396 + 0.1396 * static_cast<double>(p.size()), 3.0);
}

}  // namespace
}  // namespace wirebench::generator
