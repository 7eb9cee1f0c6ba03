#include "wirebench/generator/argon_density.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wirebench::generator {
namespace {

TEST(ArgonDensity, HoldsEighteenProtonsAndTwentyTwoNeutrons) {
  const ArgonDensity argon;
  double protons = 0.0, neutrons = 0.0;
  constexpr double step = 0.01;
  for (double r = 0.5 * step; r < ArgonDensity::radius(); r += step) {
    const double shell = 4.0 * 3.14159265 * r * r * step;
    protons += shell * argon.density(Nucleon::proton, r);
    neutrons += shell * argon.density(Nucleon::neutron, r);
  }
  EXPECT_NEAR(protons, 18.0, 0.02);
  EXPECT_NEAR(neutrons, 22.0, 0.02);
  EXPECT_EQ(argon.density(Nucleon::proton, 9.5), 0.0);
}

TEST(ArgonDensity, HasTheMeasuredRadius) {
  // Charge radius of argon-40: 3.427 fm (I. Angeli and K. Marinova, At. Data Nucl. Data Tables 99 (2013) 69).
  const ArgonDensity argon;
  RandomStream random{1, RandomStage::test, 10};
  double sum = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    const Vector3 place = argon.position(random);
    sum += dot(place, place);
  }
  EXPECT_NEAR(std::sqrt(sum / 20'000), 3.427, 0.08);
}

TEST(ArgonDensity, FermiMomentumIsThatOfNuclearMatterInside) {
  // 1.36 / fm = 268 MeV in matter of 0.17 / fm3; electron scattering on nuclei around argon gives 242 to 259 MeV on
  // average.
  const ArgonDensity argon;
  EXPECT_NEAR(argon.fermi_momentum(Nucleon::neutron, 0.0), 270.0, 15.0);
  EXPECT_LT(argon.fermi_momentum(Nucleon::proton, 0.0), argon.fermi_momentum(Nucleon::neutron, 0.0));
  EXPECT_LT(argon.fermi_momentum(Nucleon::proton, 5.0), 150.0);
}

TEST(BoundNucleon, HasAHoleEnergyThatIsNeverNegative) {
  const ArgonDensity argon;
  RandomStream random{1, RandomStage::test, 11};
  double mean = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    const double r = norm(argon.position(random));
    const BoundNucleon nucleon = draw_bound_nucleon(argon, Nucleon::neutron, r, random);
    EXPECT_GE(nucleon.hole_energy, 0.0);
    EXPECT_LE(norm(nucleon.momentum), argon.fermi_momentum(Nucleon::neutron, r) + 1e-9);
    mean += nucleon.hole_energy / 20'000;
  }
  // Two fifths of the mean Fermi energy; with the separation energy near 10 MeV that is close to the mean removal
  // energy of 17.8 +- 3 MeV which electron scattering on argon favours (DUNE TDR).
  EXPECT_NEAR(mean + 9.9, 17.8, 5.0);
}

}  // namespace
}  // namespace wirebench::generator
