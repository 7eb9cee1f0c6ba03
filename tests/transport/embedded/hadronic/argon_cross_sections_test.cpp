#include "wirebench/transport/embedded/hadronic/argon_cross_sections.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::PdgCode;

const std::map<std::string, PdgCode> k_codes{{"pi+", 211},
                                             {"pi-", -211},
                                             {"proton", 2212},
                                             {"neutron", 2112},
                                             {"kaon+", 321},
                                             {"kaon-", -321},
                                             {"kaon0L", 130},
                                             {"anti_proton", -2212},
                                             {"lambda", 3122},
                                             {"deuteron", nuclear::pdg::deuteron},
                                             {"triton", nuclear::pdg::triton},
                                             {"He3", nuclear::pdg::helium3},
                                             {"alpha", nuclear::pdg::alpha}};

struct Row {
  std::string particle;
  double kinetic;
  double inelastic;
  double elastic;
};

/// Rows of a file of tests/data/transport: particle, MeV, two values.
std::vector<Row> rows(const std::string& name) {
  std::ifstream in{std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/transport/" + name};
  std::vector<Row> result;
  std::string line;
  while (std::getline(in, line)) {
    std::ranges::replace(line, ',', ' ');
    std::istringstream fields{line};
    Row row;
    if (fields >> row.particle >> row.kinetic >> row.inelastic >> row.elastic) result.push_back(row);
  }
  return result;
}

TEST(ArgonCrossSectionsTest, MeanFreePathsAreThoseOfGeant4) {
  const ArgonCrossSections sections{LiquidArgon{}.atoms_per_mm3()};
  const std::vector<Row> reference = rows("hadron_mfp_geant4.csv");
  ASSERT_EQ(reference.size(), 52U);
  for (const Row& row : reference) {  // mean free paths in cm
    const CrossSectionPair pair = sections.at(k_codes.at(row.particle), row.kinetic);
    EXPECT_NEAR(0.1 / static_cast<double>(pair.inelastic) / row.inelastic, 1.0, 0.015)
        << row.particle << " " << row.kinetic;
    EXPECT_NEAR(0.1 / static_cast<double>(pair.elastic) / row.elastic, 1.0, 0.015)
        << row.particle << " " << row.kinetic;
  }
}

TEST(ArgonCrossSectionsTest, AgreeWithGeant4BetweenTheNodes) {
  const ArgonCrossSections sections{1e25};  // 1/mm becomes mb
  const std::vector<Row> reference = rows("hadron_cross_sections_geant4.csv");
  ASSERT_GT(reference.size(), 150U);
  for (const Row& row : reference) {
    const CrossSectionPair pair = sections.at(k_codes.at(row.particle), row.kinetic);
    EXPECT_NEAR(pair.inelastic, row.inelastic, 3.0 + 0.01 * row.inelastic) << row.particle << " " << row.kinetic;
    EXPECT_NEAR(pair.elastic, row.elastic, 3.0 + 0.01 * row.elastic) << row.particle << " " << row.kinetic;
  }
}

TEST(ArgonCrossSectionsTest, TheCoulombBarrierStopsSlowProtonsAndNuclei) {
  const ArgonCrossSections sections{1e25};
  for (const PdgCode code :
       {211, 2212, nuclear::pdg::deuteron, nuclear::pdg::triton, nuclear::pdg::helium3, nuclear::pdg::alpha}) {
    EXPECT_EQ(sections.at(code, 0.5).inelastic, 0.0F) << code;
    EXPECT_GT(sections.at(code, 30.0).inelastic, 100.0F) << code;
    for (double kinetic = 0.5; kinetic < 30.0; kinetic *= 1.01) {  // no jump
      const float step = std::abs(sections.at(code, 1.01 * kinetic).inelastic - sections.at(code, kinetic).inelastic);
      EXPECT_LT(step, 60.0F) << code << " " << kinetic;
    }
  }
}

TEST(ArgonCrossSectionsTest, LeptonsAndHeavyNucleiDoNotReact) {
  const ArgonCrossSections sections{1e25};
  for (const PdgCode code : {11, -13, 22, 14, 3212, -3122, 3312, nuclear::pdg::argon40}) {
    EXPECT_EQ(sections.at(code, 100.0).inelastic, 0.0F) << code;
    EXPECT_EQ(sections.at(code, 100.0).elastic, 0.0F) << code;
  }
}

TEST(ArgonCrossSectionsTest, IsospinAndStrangenessChooseTheTable) {
  EXPECT_EQ(tabulated(nuclear::pdg::k_zero), Tabulated::kaon_plus);
  EXPECT_EQ(tabulated(nuclear::pdg::k_zero_bar), Tabulated::kaon_minus);
  EXPECT_EQ(tabulated(nuclear::pdg::sigma_minus), Tabulated::lambda);
  EXPECT_EQ(tabulated(nuclear::pdg::antineutron), Tabulated::antiproton);
}

}  // namespace
}  // namespace wirebench::transport::embedded
