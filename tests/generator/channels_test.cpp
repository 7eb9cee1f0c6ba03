#include "wirebench/generator/channels.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/resonance.hpp"
#include "wirebench/generator/total_cross_sections.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

const ChannelModels& muon_neutrino() {
  static const ChannelModels models{{pdg::nu_mu, Current::charged}, {}};
  return models;
}

TEST(ChannelModels, AddUpToTheMeasuredTotals) {
  // World data near 1, 3 and 10 GeV, isoscalar target, per nucleon: sigma/E 0.8 to 1.0, 0.65 to 0.75, 0.60 to 0.72 in
  // 1e-38 cm2/GeV for muon neutrinos (Review of Particle Physics, plot of neutrino cross sections).
  const auto per_nucleon = [](double energy) {
    return muon_neutrino().cross_sections(energy).total() / (40.0 * energy);
  };
  EXPECT_NEAR(per_nucleon(1.0), 0.9, 0.1);
  EXPECT_NEAR(per_nucleon(3.0), 0.70, 0.05);
  EXPECT_NEAR(per_nucleon(10.0), 0.66, 0.06);
}

TEST(ChannelModels, JoinsTheTableWithoutAStep) {
  for (const auto neutrino : {pdg::nu_mu, pdg::nu_e, pdg::nu_mu_bar, pdg::nu_e_bar}) {
    for (const Current current : {Current::charged, Current::neutral}) {
      const ChannelModels models{{neutrino, current}, {}};
      double before = models.cross_sections(0.2).total();
      for (double energy = 0.205; energy < 10.0; energy *= 1.02) {
        const double total = models.cross_sections(energy).total();
        EXPECT_NEAR(total / before, 1.02, 0.14) << neutrino << ' ' << energy;
        before = total;
      }
      for (const double energy : {0.6, 1.1, 4.7}) {
        EXPECT_NEAR(models.cross_sections(energy).total(),
                    40.0 * energy * cross_section_over_energy(models.probe(), energy), 1e-9);
      }
    }
  }
}

TEST(ChannelModels, GivesTheShareOfTwoNucleonKnockOutThatIsAsked) {
  const ChannelModels without{{pdg::nu_mu, Current::charged}, {0.0}};
  const auto a = muon_neutrino().cross_sections(1.5);
  const auto b = without.cross_sections(1.5);
  EXPECT_EQ(b.of(Process::two_nucleon), 0.0);
  EXPECT_NEAR(a.of(Process::two_nucleon) / (a.of(Process::two_nucleon) + a.of(Process::elastic)), 0.23, 1e-12);
  EXPECT_NEAR(a.of(Process::two_nucleon) + a.of(Process::elastic), b.of(Process::elastic), 1e-9);
}

TEST(ChannelModels, DrawsTheResonancesCrossSectionAtEnergiesBetweenTheGrids) {
  RandomStream random{1, RandomStage::test, 18};
  for (const double energy : {0.53, 0.97, 2.6}) {
    const LeptonVertex vertex{energy, weak::k_nucleon_mass, 0.10566};
    double sum = 0.0, w_mean = 0.0, q2_mean = 0.0;
    constexpr int steps = 150;
    const double high = std::min(1.7, vertex.largest_w());
    for (int i = 0; i < steps; ++i) {
      const double w = 1.0815 + (i + 0.5) * (high - 1.0815) / steps;
      const auto limits = vertex.q2_limits(w);
      if (!limits) continue;
      for (int k = 0; k < steps; ++k) {
        const double width = limits->high - limits->low;
        const double q2 = limits->low + (k + 0.5) * width / steps;
        const double f =
            width * resonance_cross_section({pdg::nu_mu, Current::charged}, Nucleon::neutron, energy, w, q2);
        sum += f, w_mean += f * w, q2_mean += f * q2;
      }
    }
    double w_drawn = 0.0, q2_drawn = 0.0;
    constexpr int count = 8000;
    for (int i = 0; i < count; ++i) {
      const FreeKinematics free = muon_neutrino().sample(Process::resonance, Nucleon::neutron, energy, random);
      w_drawn += free.w_gev / count;
      q2_drawn += free.q2_gev2 / count;
    }
    EXPECT_NEAR(w_drawn / (w_mean / sum), 1.0, 0.005) << energy;
    EXPECT_NEAR(q2_drawn / (q2_mean / sum), 1.0, 0.03) << energy;
  }
}

TEST(ChannelModels, KeepsKinematicsWithinTheirLimits) {
  RandomStream random{1, RandomStage::test, 19};
  for (const Process process :
       {Process::elastic, Process::two_nucleon, Process::resonance, Process::background, Process::inelastic}) {
    const double target = (process == Process::two_nucleon ? 2.0 : 1.0) * weak::k_nucleon_mass;
    for (const double energy : {1.45, 3.3, 9.9}) {
      for (int i = 0; i < 300; ++i) {
        const FreeKinematics free = muon_neutrino().sample(process, Nucleon::neutron, energy, random);
        const auto limits = LeptonVertex{energy, target, 0.1056584}.q2_limits(free.w_gev);
        ASSERT_TRUE(limits);
        EXPECT_GE(free.q2_gev2, limits->low - 1e-9);
        EXPECT_LE(free.q2_gev2, limits->high + 1e-9);
        EXPECT_GT(free.y, 0.0);
        EXPECT_LT(free.y, 1.0);
      }
    }
  }
}

}  // namespace
}  // namespace wirebench::generator
