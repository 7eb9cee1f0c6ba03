#include "wirebench/generator/total_cross_sections.hpp"

#include <gtest/gtest.h>

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;

TEST(CrossSectionOverEnergy, GoesThroughTheTableAndStaysBetweenItsPoints) {
  const Probe probe{pdg::nu_mu, Current::charged};
  EXPECT_NEAR(cross_section_over_energy(probe, 1.0), 0.8879, 1e-9);
  EXPECT_NEAR(cross_section_over_energy(probe, 3.0), 0.6931, 1e-9);
  for (double energy = 1.26; energy < 4.99; energy += 0.01) {  // falls all the way
    EXPECT_LT(cross_section_over_energy(probe, energy + 0.01), cross_section_over_energy(probe, energy));
  }
}

TEST(CrossSectionOverEnergy, IsConstantOutside) {
  const Probe probe{pdg::nu_e_bar, Current::charged};
  EXPECT_EQ(cross_section_over_energy(probe, 10.0), cross_section_over_energy(probe, 5.0));
  EXPECT_EQ(cross_section_over_energy(probe, 0.2), cross_section_over_energy(probe, 0.5));
}

TEST(CrossSectionOverEnergy, DoesNotTellFlavoursApartInTheNeutralCurrent) {
  EXPECT_EQ(cross_section_over_energy({pdg::nu_e, Current::neutral}, 2.3),
            cross_section_over_energy({pdg::nu_mu, Current::neutral}, 2.3));
  EXPECT_LT(cross_section_over_energy({pdg::nu_e_bar, Current::neutral}, 2.3),
            cross_section_over_energy({pdg::nu_e, Current::neutral}, 2.3));
}

}  // namespace
}  // namespace wirebench::generator
