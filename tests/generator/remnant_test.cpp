#include "wirebench/generator/remnant.hpp"

#include <gtest/gtest.h>

namespace wirebench::generator {
namespace {

TEST(Remnant, KeepsTheBooksWhileNucleonsLeave) {
  const ArgonDensity argon;
  RandomStream random{1, RandomStage::test, 12};
  for (int event = 0; event < 300; ++event) {
    Remnant remnant;
    nuclear::FourVector out;
    double before = 0.0;
    for (int i = 0; i < 12; ++i) {
      const Nucleon kind = random.uniform() < 0.5 ? Nucleon::proton : Nucleon::neutron;
      out += remnant.remove(kind, draw_bound_nucleon(argon, kind, norm(argon.position(random)), random));
      EXPECT_GE(remnant.excitation(), before);
      before = remnant.excitation();
      EXPECT_NEAR(remnant.momentum().mass(), nuclear::nuclear_mass(remnant.nuclide()) + remnant.excitation(), 1e-6);
    }
    EXPECT_EQ(remnant.nuclide().nucleons, 28);
    const nuclear::FourVector whole = out + remnant.momentum();
    EXPECT_NEAR(whole.energy, nuclear::nuclear_mass(nuclear::k_argon40), 1e-7);
    EXPECT_NEAR(norm(whole.momentum), 0.0, 1e-7);
  }
}

TEST(Remnant, TakesTheSeparationEnergyFromANucleonAtTheFermiSurface) {
  // Neutron separation energy of argon-40: 9.87 MeV (AME), neutron mass 939.565 MeV.
  Remnant remnant;
  const nuclear::FourVector neutron = remnant.remove(Nucleon::neutron, {});
  EXPECT_NEAR(neutron.energy, 939.565 - 9.87, 0.02);
}

TEST(Remnant, LosesAllItsExcitation) {
  RandomStream random{1, RandomStage::test, 13};
  Remnant remnant;
  const nuclear::FourVector taken = remnant.remove(Nucleon::proton, {{0.0, 100.0, 0.0}, 30.0});
  nuclear::Products out;
  remnant.deexcite(random, out);
  nuclear::FourVector sum = taken;
  for (const auto& product : out) {
    sum += product.momentum;
    EXPECT_NEAR(product.momentum.mass(), nuclear::particle(product.pdg).mass, 1e-3);
  }
  EXPECT_NEAR(sum.energy, nuclear::nuclear_mass(nuclear::k_argon40), 1e-6);
}

}  // namespace
}  // namespace wirebench::generator
