#include "wirebench/nuclear/reaction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirebench::nuclear {
namespace {

using testing::HasSubstr;

Product at_rest(PdgCode code) {
  return {code, FourVector::on_shell(particle(code).mass, {})};
}
Product moving(PdgCode code, const Vector3& momentum) {
  return {code, FourVector::on_shell(particle(code).mass, momentum)};
}

TEST(Violation, NoneInElasticScattering) {
  const Before before{{moving(pdg::proton, {0, 0, 300}), moving(pdg::proton, {0, 0, -300})}};
  const Products after{moving(pdg::proton, {300, 0, 0}), moving(pdg::proton, {-300, 0, 0})};
  EXPECT_EQ(violation(before, after, 1e-9), std::nullopt);
}

TEST(Violation, NamesWhatChanged) {
  const Before before{{at_rest(pdg::lambda)}};
  EXPECT_THAT(violation(before, {at_rest(pdg::sigma_zero)}, 1e-6).value_or(""), HasSubstr("energy changed by 76.9"));
  const Before pair{{moving(pdg::proton, {0, 0, 300}), moving(pdg::proton, {0, 0, -300})}};
  EXPECT_THAT(violation(pair, {moving(pdg::proton, {300, 0, 0}), moving(pdg::proton, {-290, 0, 0})}, 1e-6).value_or(""),
              HasSubstr("changed by"));
  EXPECT_THAT(violation({{at_rest(pdg::pi_plus)}}, {at_rest(pdg::pi_minus)}, 1e-6).value_or(""),
              HasSubstr("charge changed from 1 to -1"));
  EXPECT_THAT(violation({{at_rest(pdg::k_plus)}},
                        {moving(pdg::pi_plus, {205.14, 0, 0}), moving(pdg::pi_zero, {-205.14, 0, 0})}, 0.1)
                  .value_or(""),
              HasSubstr("strangeness"));
}

TEST(Violation, StrangenessMayChangeInDecays) {
  Before before{{at_rest(pdg::k_plus)}};
  before.strangeness_conserved = false;
  EXPECT_EQ(violation(before, {moving(pdg::pi_plus, {205.14, 0, 0}), moving(pdg::pi_zero, {-205.14, 0, 0})}, 0.1),
            std::nullopt);
}

TEST(Violation, LeptonFlavourCounts) {
  // 29.79 MeV/c each way: pi+ at rest to mu+ nu_mu.
  const Before before{{at_rest(pdg::pi_plus)}};
  EXPECT_EQ(violation(before, {moving(pdg::mu_plus, {29.792, 0, 0}), moving(pdg::nu_mu, {-29.792, 0, 0})}, 1e-2),
            std::nullopt);
  EXPECT_THAT(
      violation(before, {moving(pdg::mu_plus, {29.792, 0, 0}), moving(pdg::nu_e, {-29.792, 0, 0})}, 1e-2).value_or(""),
      HasSubstr("electron number"));
}

TEST(Violation, ParticlesMustBeKnownAndOnTheirMassShell) {
  const Before before{{at_rest(pdg::pi_zero)}};
  EXPECT_THAT(violation(before, {Product{4122, {}}}, 1e-6).value_or(""), HasSubstr("4122"));
  EXPECT_THAT(violation(before, {Product{pdg::gamma, {134.9768, {}}}}, 1e-6).value_or(""), HasSubstr("mass shell"));
  EXPECT_TRUE(violation(before, {Product{pdg::pi_zero, {std::nan(""), {}}}}, 1e-6));
}

TEST(FourVector, BoostThereAndBack) {
  const FourVector v = FourVector::on_shell(938.272, {100.0, -200.0, 300.0});
  const Vector3 beta{0.3, 0.4, -0.5};
  const FourVector back = boosted(boosted(v, beta), -beta);
  EXPECT_NEAR(back.energy, v.energy, 1e-9);
  EXPECT_NEAR(back.momentum.x, 100.0, 1e-9);
  EXPECT_NEAR(back.momentum.y, -200.0, 1e-9);
  EXPECT_NEAR(back.momentum.z, 300.0, 1e-9);
  // A proton at rest seen from a frame in which it moves with 0.6 c has the energy 1.25 m.
  EXPECT_NEAR(boosted({938.272, {}}, {0.6, 0, 0}).energy, 1172.84, 1e-9);
}

}  // namespace
}  // namespace wirebench::nuclear
