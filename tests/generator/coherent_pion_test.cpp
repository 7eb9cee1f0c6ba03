#include "wirebench/generator/coherent_pion.hpp"

#include <gtest/gtest.h>

#include "wirebench/generator/channels.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(CoherentPion, IsOfTheMeasuredSizeOnArgon) {
  // ArgoNeuT, Phys. Rev. Lett. 113 (2014) 261801: (2.6 +1.2 -1.0 +0.3 -0.4) 1e-38 cm2 an argon nucleus for neutrinos
  // of 9.6 GeV, (0.55 +- 0.11 +- 0.10) for antineutrinos of 3.6 GeV.
  const ChannelModels neutrino{{pdg::nu_mu, Current::charged}, {}};
  EXPECT_NEAR(neutrino.cross_sections(9.6).of(Process::coherent), 2.6, 1.3);
  const ChannelModels anti{{pdg::nu_mu_bar, Current::charged}, {}};
  EXPECT_NEAR(anti.cross_sections(3.6).of(Process::coherent), 0.55, 0.45);
}

TEST(CoherentPion, NeutralCurrentHasHalfTheChargedRateAtHighEnergy) {
  // Isospin, D. Rein and L. M. Sehgal; the muon's mass lowers the charged current.
  const ChannelModels charged{{pdg::nu_e, Current::charged}, {}};
  const ChannelModels neutral{{pdg::nu_e, Current::neutral}, {}};
  EXPECT_NEAR(neutral.cross_sections(5.0).of(Process::coherent) / charged.cross_sections(5.0).of(Process::coherent),
              0.5, 0.02);
}

TEST(CoherentPion, NeedsAPionAndALepton) {
  const Probe probe{pdg::nu_mu, Current::charged};
  EXPECT_EQ(coherent_pion_shape(probe, 1.0, 0.13, 0.01), 0.0);  // below the pion's mass
  EXPECT_EQ(coherent_pion_shape(probe, 1.0, 0.90, 0.10), 0.0);  // less than the muon's mass left
  EXPECT_GT(coherent_pion_shape(probe, 1.0, 0.35, 0.02), 0.0);
  EXPECT_EQ(coherent_pion_shape(probe, 1.0, 0.35, 5.0), 0.0);
}

TEST(CoherentPion, TransferIsThatOfAPionOnItsMassShell) {
  // 1 GeV of energy at Q2 = 0: t_min = (1 - sqrt(1 - m^2))^2 = m^4 / 4 to leading order, with the pion's mass in GeV.
  const TransferRange range = coherent_transfer_range(1.0, 0.0, 0.1396);
  EXPECT_NEAR(range.low, 9.6e-5, 0.1e-5);
  EXPECT_GT(range.high, 3.9);
}

}  // namespace
}  // namespace wirebench::generator
