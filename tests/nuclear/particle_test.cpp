#include "wirebench/nuclear/particle.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace wirebench::nuclear {
namespace {

constexpr std::array k_all{-3334, -3322, -3312, -3222, -3212, -3122, -3112, -2212, -2112, -321, -311, -211, -16, -15,
                           -14,   -13,   -12,   -11,   11,    12,    13,    14,    15,    16,   22,   111,  130, 211,
                           221,   310,   311,   321,   2112,  2212,  3112,  3122,  3212,  3222, 3312, 3322, 3334};

TEST(Particle, KnowsItsCodeAndName) {
  for (const PdgCode code : k_all) {
    ASSERT_TRUE(find_particle(code)) << code;
    EXPECT_EQ(find_particle(code)->pdg, code);
    EXPECT_FALSE(find_particle(code)->name.empty());
  }
  EXPECT_EQ(particle_name(pdg::pi_plus), "pi+");
  EXPECT_EQ(particle_name(pdg::argon40), "Ar40");
  EXPECT_EQ(particle_name(4122), "pdg 4122");
}

TEST(Particle, UnknownCodesAreAbsent) {
  EXPECT_FALSE(find_particle(0));
  EXPECT_FALSE(find_particle(4122));
  EXPECT_FALSE(find_particle(1000180401));  // an isomer
  EXPECT_FALSE(find_particle(1010020040));  // a hypernucleus
  EXPECT_FALSE(find_particle(1000050030));  // more protons than nucleons
  EXPECT_FALSE(find_particle(1000922380));
}

TEST(Particle, ChargeFollowsFromGellMannAndNishijima) {
  // Q = I3 + (B + S) / 2 with I3 of the multiplet's members symmetric about 0: the sum over a multiplet fixes it.
  EXPECT_EQ(particle(pdg::sigma_plus).charge + particle(pdg::sigma_zero).charge + particle(pdg::sigma_minus).charge, 0);
  EXPECT_EQ(particle(pdg::k_plus).charge, 1);
  EXPECT_EQ(particle(pdg::k_plus).strangeness, 1);
  EXPECT_EQ(particle(pdg::k_minus).strangeness, -1);
  EXPECT_EQ(particle(pdg::xi_minus).strangeness, -2);
  EXPECT_EQ(particle(pdg::omega_minus).strangeness, -3);
}

TEST(Particle, AntiparticlesAreOpposite) {
  for (const PdgCode code : k_all) {
    const auto anti = find_particle(-code);
    if (!anti) continue;
    const ParticleData data = particle(code);
    EXPECT_EQ(anti->mass, data.mass) << code;
    EXPECT_EQ(anti->mean_life, data.mean_life) << code;
    EXPECT_EQ(anti->charge, -data.charge) << code;
    EXPECT_EQ(anti->baryon_number, -data.baryon_number) << code;
    EXPECT_EQ(anti->strangeness, -data.strangeness) << code;
    EXPECT_EQ(anti->electron_number + anti->muon_number + anti->tau_number,
              -data.electron_number - data.muon_number - data.tau_number)
        << code;
  }
}

TEST(Particle, LivesAreThePublishedFlightPaths) {
  // c tau, Review of Particle Physics 2024: pi+ 7.8045 m, mu 658.638 m, K+ 3.711 m, K0S 26.844 mm, K0L 15.34 m,
  // pi0 25.3 nm, Sigma+ 24.04 mm, Sigma- 44.34 mm, Xi- 49.1 mm, tau 87.03 um.
  constexpr double light_speed = 299.792458;  // mm/ns
  const auto path = [](PdgCode code) { return light_speed * particle(code).mean_life; };
  EXPECT_NEAR(path(pdg::pi_plus), 7804.5, 1.0);
  EXPECT_NEAR(path(pdg::mu_minus), 658638.0, 2.0);
  EXPECT_NEAR(path(pdg::k_plus), 3711.0, 1.0);
  EXPECT_NEAR(path(pdg::k_zero_short), 26.844, 0.003);
  EXPECT_NEAR(path(pdg::k_zero_long), 15340.0, 10.0);
  EXPECT_NEAR(path(pdg::pi_zero), 25.3e-6, 0.1e-6);
  EXPECT_NEAR(path(pdg::sigma_plus), 24.04, 0.01);
  EXPECT_NEAR(path(pdg::sigma_minus), 44.34, 0.01);
  EXPECT_NEAR(path(pdg::xi_minus), 49.1, 0.1);
  EXPECT_NEAR(path(pdg::tau_minus), 0.08703, 0.0001);
  EXPECT_TRUE(std::isinf(particle(pdg::proton).mean_life));
}

TEST(Particle, MassDifferencesAreTheMeasuredOnes) {
  // Review of Particle Physics 2024: pi+ - pi0 4.5936, K0 - K+ 3.934, Sigma- - Sigma+ 8.08 MeV; n - p 1.2933 (CODATA).
  EXPECT_NEAR(particle(pdg::pi_plus).mass - particle(pdg::pi_zero).mass, 4.5936, 0.001);
  EXPECT_NEAR(particle(pdg::k_zero).mass - particle(pdg::k_plus).mass, 3.934, 0.001);
  EXPECT_NEAR(particle(pdg::sigma_minus).mass - particle(pdg::sigma_plus).mass, 8.08, 0.01);
  EXPECT_NEAR(particle(pdg::neutron).mass - particle(pdg::proton).mass, 1.293332, 1e-5);
}

TEST(Particle, NucleiHaveTheirCodes) {
  EXPECT_EQ(nucleus_code(18, 40), pdg::argon40);
  EXPECT_EQ(nucleus_code(1, 1), pdg::proton);
  const ParticleData alpha = particle(pdg::alpha);
  EXPECT_EQ(alpha.charge, 2);
  EXPECT_EQ(alpha.baryon_number, 4);
  EXPECT_NEAR(alpha.mass, 3727.379, 0.001);
}

}  // namespace
}  // namespace wirebench::nuclear
