#include "wirebench/generator/hadron_cross_sections.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(HadronNucleonCrossSection, HasTheDeltaPeak) {
  // Partial-wave analyses: pi+ p 210 mb near 180 MeV, a ninth of the elastic pi- p; pi+ n total about 70 to 80 mb
  // there.
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::pi_plus, Nucleon::proton, 180.0), 210.0, 10.0);
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::pi_minus, Nucleon::proton, 180.0), 72.0, 10.0);
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::pi_plus, Nucleon::proton, 60.0), 23.0, 1.0);
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::pi_plus, Nucleon::neutron, 450.0), 29.0, 1.0);
}

TEST(HadronNucleonCrossSection, IsSymmetricInIsospin) {
  for (const double kinetic : {7.0, 33.0, 222.0, 901.0, 3000.0}) {
    EXPECT_EQ(hadron_nucleon_cross_section(pdg::pi_minus, Nucleon::proton, kinetic),
              hadron_nucleon_cross_section(pdg::pi_plus, Nucleon::neutron, kinetic));
    EXPECT_EQ(hadron_nucleon_cross_section(pdg::proton, Nucleon::neutron, kinetic),
              hadron_nucleon_cross_section(pdg::neutron, Nucleon::proton, kinetic));
    EXPECT_NEAR(hadron_nucleon_cross_section(pdg::pi_zero, Nucleon::proton, kinetic),
                hadron_nucleon_cross_section(pdg::pi_zero, Nucleon::neutron, kinetic), 1e-12);
  }
  EXPECT_EQ(hadron_nucleon_cross_section(pdg::gamma, Nucleon::proton, 100.0), 0.0);
}

TEST(HadronNucleonCrossSection, MatchesNucleonScatteringData) {
  // np total about 34 mb and pp about 24 mb near 350 MeV, pp about 47 mb at 1 GeV (Review of Particle Physics, plots).
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::neutron, Nucleon::proton, 350.0), 34.0, 2.0);
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::proton, Nucleon::proton, 350.0), 24.5, 1.5);
  EXPECT_NEAR(hadron_nucleon_cross_section(pdg::proton, Nucleon::proton, 990.0), 47.0, 2.0);
}

TEST(FateShares, AddUpAndChangeSmoothly) {
  for (const auto code : {pdg::pi_plus, pdg::pi_zero, pdg::proton, pdg::neutron, pdg::k_plus}) {
    auto before = fate_shares(code, 1.0);
    for (double kinetic = 1.0; kinetic < 3000.0; kinetic += 3.0) {
      const auto shares = fate_shares(code, kinetic);
      EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1.0, 1e-12);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        EXPECT_GE(shares[i], 0.0);
        EXPECT_NEAR(shares[i], before[i], 0.03);
      }
      before = shares;
    }
  }
  EXPECT_EQ(fate_shares(pdg::k_plus, 300.0)[2], 1.0);
}

}  // namespace
}  // namespace wirebench::generator
