#include "wirebench/nuclear/nuclide.hpp"

#include <gtest/gtest.h>

namespace wirebench::nuclear {
namespace {

// Separation energies of NNDC's NuDat (from AME2020), MeV.
struct Separation {
  Nuclide whole;
  Nuclide part;
  double energy;
};

class SeparationEnergy : public testing::TestWithParam<Separation> {};

TEST_P(SeparationEnergy, IsThePublishedOne) {
  EXPECT_NEAR(separation_energy(GetParam().whole, GetParam().part), GetParam().energy, 0.003);
}

INSTANTIATE_TEST_SUITE_P(
    Nuclides, SeparationEnergy,
    testing::Values(Separation{k_argon40, k_neutron, 9.8686}, Separation{{18, 41}, k_neutron, 6.0989},
                    Separation{{18, 40}, k_proton, 12.5285}, Separation{{8, 16}, k_neutron, 15.6639},
                    Separation{{8, 16}, k_proton, 12.1274}, Separation{{6, 12}, k_alpha, 7.3666},
                    Separation{k_deuteron, k_neutron, 2.22457}, Separation{k_alpha, k_neutron, 20.5776},
                    Separation{{20, 40}, k_neutron, 15.6350}));

TEST(NuclearMass, Argon40IsTheAtomicMassLessTheElectrons) {
  // 39.9623831238 u = 37224.724 MeV of the atom; 18 electrons 9.19798 MeV, their binding 14.4 keV (CRC Handbook).
  EXPECT_NEAR(nuclear_mass(k_argon40), 37224.724 - 9.19798 + 0.0144, 0.002);
}

TEST(NuclearMass, OneKindOfNucleonIsNotBound) {
  for (int a = 2; a <= k_most_nucleons; ++a) {
    EXPECT_NEAR(separation_energy({0, a}, k_neutron), 0.0, 1e-9) << a;
    EXPECT_NEAR(separation_energy({a, a}, k_proton), 0.0, 1e-9) << a;
  }
}

TEST(NuclearMass, BindingPerNucleonIsThatOfNuclei) {
  for (int a = 12; a <= k_most_nucleons; ++a) {
    for (int z = a / 3; z <= 3 * a / 5; ++z) {
      const double binding = z * nuclear_mass(k_proton) + (a - z) * nuclear_mass(k_neutron) - nuclear_mass({z, a});
      EXPECT_GT(binding / a, 2.0) << z << ' ' << a;
      EXPECT_LT(binding / a, 8.8) << z << ' ' << a;
    }
  }
}

TEST(NuclearMass, GrowsTowardsTheEdgesOfTheIsobars) {
  for (int a = 10; a <= k_most_nucleons; ++a) {
    EXPECT_GT(nuclear_mass({2, a}), nuclear_mass({4, a})) << a;
    EXPECT_GT(nuclear_mass({a - 2, a}), nuclear_mass({a - 4, a})) << a;
  }
}

}  // namespace
}  // namespace wirebench::nuclear
