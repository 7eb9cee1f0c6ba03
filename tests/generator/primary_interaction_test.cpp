#include "wirebench/generator/primary_interaction.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(InteractInArgon, BalancesNucleonsLeptonAndHadrons) {
  const ArgonDensity argon;
  RandomStream random{1, RandomStage::test, 20};
  for (const Probe probe : {Probe{pdg::nu_mu, Current::charged}, Probe{pdg::nu_e_bar, Current::charged},
                            Probe{pdg::nu_mu, Current::neutral}}) {
    const ChannelModels models{probe, {}};
    for (const Process process : {Process::elastic, Process::two_nucleon, Process::resonance, Process::background,
                                  Process::inelastic, Process::coherent}) {
      const Nucleon nucleon = probe.charged() && !probe.antineutrino() ? Nucleon::neutron : Nucleon::proton;
      for (int i = 0; i < 200; ++i) {
        const auto event = interact_in_argon(models, argon, process, nucleon, 2500.0, random);
        ASSERT_TRUE(event);
        nuclear::FourVector in{2500.0, {0.0, 0.0, 2500.0}};
        nuclear::FourVector out = event->lepton.momentum;
        for (const auto& struck : event->struck) in += struck.momentum;
        for (const auto& hadron : event->hadrons) out += hadron.momentum;
        if (process == Process::coherent) {
          in += Remnant{}.momentum();
          out += event->remnant.momentum();
        }
        EXPECT_NEAR(in.energy, out.energy, 1e-6) << static_cast<int>(process);
        EXPECT_NEAR(norm(in.momentum - out.momentum), 0.0, 1e-6);
        EXPECT_EQ(event->lepton.pdg, probe.lepton());
        EXPECT_GE(event->remnant.excitation(), 0.0);
        EXPECT_EQ(is_charged_current(event->channel), probe.charged());
      }
    }
  }
}

TEST(InteractInArgon, LiftsTheStruckNucleonAboveTheFermiSea) {
  const ArgonDensity argon;
  const ChannelModels models{{pdg::nu_mu, Current::charged}, {}};
  RandomStream random{1, RandomStage::test, 21};
  double removal = 0.0;
  constexpr int count = 3000;
  for (int i = 0; i < count; ++i) {
    const auto event = interact_in_argon(models, argon, Process::elastic, Nucleon::neutron, 1000.0, random);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->hadrons[0].pdg, pdg::proton);
    EXPECT_GE(norm(event->hadrons[0].momentum.momentum),
              argon.fermi_momentum(Nucleon::proton, norm(event->position)) - 1e-9);
    removal += (939.565 - event->struck[0].momentum.energy) / count;
  }
  // Removal energy that data on argon favour: 17.8 +- 3 MeV (DUNE TDR, neutrinos); GENIE's default is 29.5 MeV.
  EXPECT_GT(removal, 14.0);
  EXPECT_LT(removal, 29.5);
}

TEST(InteractInArgon, CoherentProductionIsForward) {
  const ArgonDensity argon;
  const ChannelModels models{{pdg::nu_mu, Current::charged}, {}};
  RandomStream random{1, RandomStage::test, 22};
  double t_sum = 0.0;
  constexpr int count = 2000;
  for (int i = 0; i < count; ++i) {
    const auto event = interact_in_argon(models, argon, Process::coherent, Nucleon::proton, 3000.0, random);
    ASSERT_TRUE(event);
    ASSERT_EQ(event->hadrons.size(), 1U);
    EXPECT_EQ(event->hadrons[0].pdg, pdg::pi_plus);
    EXPECT_EQ(event->remnant.nuclide().nucleons, 40);
    EXPECT_EQ(event->remnant.excitation(), 0.0);
    t_sum += dot(event->remnant.momentum().momentum, event->remnant.momentum().momentum) / count;
  }
  // Slope b = R^2 / 3 with R = 3.42 fm is 100 GeV^-2: the mean t is somewhat above 1 / b = 0.010 GeV2.
  EXPECT_GT(t_sum, 0.008e6);
  EXPECT_LT(t_sum, 0.03e6);
}

}  // namespace
}  // namespace wirebench::generator
