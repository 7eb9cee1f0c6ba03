#include "wirebench/nuclear/energy_balance.hpp"

#include <gtest/gtest.h>

namespace wirebench::nuclear {
namespace {

Product moving(PdgCode pdg, const Vector3& momentum) {
  return {pdg, FourVector::on_shell(particle(pdg).mass, momentum)};
}

TEST(BalanceEnergy, GivesTheTotalWithEveryParticleOnItsMassShell) {
  const FourVector total{3000.0, {100.0, -200.0, 300.0}};
  Products products{moving(pdg::proton, {400.0, 0.0, 10.0}), moving(pdg::pi_plus, {0.0, -50.0, 700.0}),
                    moving(pdg::gamma, {20.0, 30.0, -60.0})};
  ASSERT_TRUE(balance_energy(total, products));
  FourVector sum;
  for (const Product& p : products) {
    sum += p.momentum;
    EXPECT_NEAR(p.momentum.mass_squared(), particle(p.pdg).mass * particle(p.pdg).mass, 1e-3) << p.pdg;
  }
  EXPECT_NEAR(sum.energy, total.energy, 1e-6);
  EXPECT_NEAR(norm(sum.momentum - total.momentum), 0.0, 1e-6);
}

TEST(BalanceEnergy, LeavesWhatIsInBalance) {
  Products products{moving(pdg::proton, {0.0, 0.0, 300.0}), moving(pdg::neutron, {50.0, 0.0, -100.0})};
  const Products before = products;
  ASSERT_TRUE(balance_energy(before[0].momentum + before[1].momentum, products));
  for (std::size_t i = 0; i < products.size(); ++i) {
    EXPECT_NEAR(norm(products[i].momentum.momentum - before[i].momentum.momentum), 0.0, 1e-6);
  }
}

TEST(BalanceEnergy, RefusesTooLittleEnergyAndSingleParticles) {
  Products two{moving(pdg::proton, {0.0, 0.0, 100.0}), moving(pdg::neutron, {0.0, 0.0, -100.0})};
  EXPECT_FALSE(balance_energy({1877.0, {}}, two));  // the masses alone are 1877.84 MeV
  EXPECT_EQ(two[0].momentum.momentum, (Vector3{0.0, 0.0, 100.0}));
  Products one{moving(pdg::proton, {})};
  EXPECT_FALSE(balance_energy({1000.0, {}}, one));
}

}  // namespace
}  // namespace wirebench::nuclear
