#include "wirebench/nuclear/cascade/collision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/nuclear/cascade/annihilation.hpp"
#include "wirebench/nuclear/cascade/collision_tables.hpp"
#include "wirebench/nuclear/reaction.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr std::array k_projectiles{Hadron::p,  Hadron::n,  Hadron::pip, Hadron::pi0,  Hadron::pim,
                                   Hadron::kp, Hadron::k0, Hadron::k0b, Hadron::km,   Hadron::lam,
                                   Hadron::sp, Hadron::s0, Hadron::sm,  Hadron::pbar, Hadron::nbar};

Body moving(Hadron h, double kinetic) {
  const double m = mass(h);
  return {h, FourVector::on_shell(m, {0.0, 0.0, std::sqrt(kinetic * (kinetic + 2.0 * m))})};
}

Products as_products(const Bodies& bodies) {
  Products products;
  for (const Body& b : bodies) products.push_back({pdg_code(b.hadron), b.momentum});
  return products;
}

TEST(Tables, EveryChannelConserves) {
  for (const Hadron projectile : k_projectiles) {
    if (is_antinucleon(projectile)) continue;
    for (const Hadron nucleon : {Hadron::p, Hadron::n}) {
      const auto choice = find_table(projectile, nucleon);
      ASSERT_TRUE(choice);
      const ParticleData in = particle(pdg_code(projectile));
      EXPECT_TRUE(std::ranges::is_sorted(choice->table->channels, {}, &Channel::first_energy));
      for (const Channel& channel : choice->table->channels) {
        int charge_sum = 0;
        int baryons = 0;
        int strangeness = 0;
        for (std::size_t i = 0; i < channel.multiplicity; ++i) {
          const Hadron h = choice->mirrored ? mirror(channel.products[i]) : channel.products[i];
          const ParticleData data = particle(pdg_code(h));
          charge_sum += data.charge;
          baryons += data.baryon_number;
          strangeness += data.strangeness;
        }
        EXPECT_EQ(charge_sum, in.charge + charge(nucleon)) << in.name << ' ' << channel.offset;
        EXPECT_EQ(baryons, in.baryon_number + 1) << in.name << ' ' << channel.offset;
        EXPECT_EQ(strangeness, in.strangeness) << in.name << ' ' << channel.offset;
      }
    }
  }
}

TEST(Tables, PartialCrossSectionsAddUpToTheTotal) {
  // Small channels are left out: at most 8 %, and that only at the highest energies.
  for (const Hadron projectile :
       {Hadron::p, Hadron::n, Hadron::pip, Hadron::pi0, Hadron::pim, Hadron::kp, Hadron::km}) {
    const CollisionTable& table = *find_table(projectile, Hadron::p)->table;
    for (std::size_t i = 1; i < table.energies.size(); ++i) {
      double sum = 0.0;
      for (const Channel& c : table.channels) {
        if (i >= c.first_energy) sum += static_cast<double>(table.partial[c.offset + i - c.first_energy]);
      }
      EXPECT_NEAR(sum / static_cast<double>(table.total[i]), 1.0, table.energies[i] < 3.0 ? 0.02 : 0.09)
          << index(projectile) << ' ' << table.energies[i];
    }
  }
}

TEST(Tables, AgreeWithPartialWaveAnalyses) {
  // mb; Arndt et al.'s SAID solutions as tabulated by GENIE (data/evgen/intranuke/tot_xsec).
  struct Point {
    Hadron projectile, nucleon;
    double kinetic, cross_section;
  };
  for (const auto& [projectile, nucleon, kinetic, cross_section] :
       {Point{Hadron::pip, Hadron::p, 120, 109.0}, Point{Hadron::pip, Hadron::p, 180, 213.8},
        Point{Hadron::pip, Hadron::p, 300, 65.4}, Point{Hadron::pip, Hadron::n, 180, 79.6},
        Point{Hadron::pip, Hadron::n, 300, 30.5}}) {
    EXPECT_NEAR(total_cross_section(projectile, nucleon, kinetic) / cross_section, 1.0, 0.15)
        << index(projectile) << ' ' << index(nucleon) << ' ' << kinetic;
    EXPECT_EQ(total_cross_section(projectile, nucleon, kinetic),
              total_cross_section(mirror(projectile), mirror(nucleon), kinetic));
  }
  // Nucleons: the source has the two pairs the other way round below 0.4 GeV; their sum, which decides how far a
  // nucleon gets, is right.
  for (const auto& [kinetic, both] :
       {std::pair{60.0, 49.0 + 135.1}, std::pair{120.0, 28.3 + 63.2}, std::pair{300.0, 24.1 + 35.6}}) {
    const double sum =
        total_cross_section(Hadron::p, Hadron::p, kinetic) + total_cross_section(Hadron::p, Hadron::n, kinetic);
    EXPECT_NEAR(sum / both, 1.0, 0.12) << kinetic;
  }
}

TEST(Collision, ConservesFourMomentum) {
  RandomStream random{3, RandomStage::test, 1};
  Bodies out;
  for (const Hadron projectile : k_projectiles) {
    for (const double kinetic : {5.0, 60.0, 300.0, 1000.0, 5000.0}) {
      int failed = 0;
      for (int i = 0; i < 300; ++i) {
        const Body nucleon{i % 2 == 0 ? Hadron::p : Hadron::n,
                           FourVector::on_shell(mass(i % 2 == 0 ? Hadron::p : Hadron::n), {150.0, -80.0, 60.0})};
        const Body body = moving(projectile, kinetic);
        if (!collide(body, nucleon, random, out)) {
          ++failed;
          continue;
        }
        const Before before{{{pdg_code(projectile), body.momentum}, {pdg_code(nucleon.hadron), nucleon.momentum}}};
        const auto problem = violation(before, as_products(out), 1e-6);
        ASSERT_FALSE(problem) << *problem;
      }
      EXPECT_LT(failed, 60) << index(projectile) << ' ' << kinetic;
    }
  }
}

TEST(Collision, PionsOfHighEnergyGoOn) {
  RandomStream random{3, RandomStage::test, 2};
  Bodies out;
  double forward = 0.0;
  constexpr int collisions = 2000;
  for (int i = 0; i < collisions; ++i) {
    ASSERT_TRUE(collide(moving(Hadron::pip, 5000.0), {Hadron::p, {mass(Hadron::p), {}}}, random, out));
    double fastest = 0.0;
    double cosine = 0.0;
    for (const Body& b : out) {
      if (b.momentum.energy > fastest) {
        fastest = b.momentum.energy;
        cosine = unit(b.momentum.momentum).z;
      }
    }
    forward += cosine / collisions;
  }
  EXPECT_GT(forward, 0.9);
}

TEST(Absorption, ByAPairFreesTwoNucleons) {
  RandomStream random{3, RandomStage::test, 3};
  Bodies out;
  const Body pion = moving(Hadron::pip, 100.0);
  const FourVector pair = FourVector::on_shell(mass(Hadron::p) + mass(Hadron::n), {10.0, 0.0, 0.0});
  ASSERT_TRUE(absorb(pion, Hadron::p, Hadron::n, pair, random, out));
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].hadron, Hadron::p);
  EXPECT_EQ(out[1].hadron, Hadron::p);
  const FourVector difference = out[0].momentum + out[1].momentum - pion.momentum - pair;
  EXPECT_NEAR(difference.energy, 0.0, 1e-9);
  EXPECT_NEAR(norm(difference.momentum), 0.0, 1e-9);
}

TEST(Absorption, PeaksAtTheDelta) {
  // pi+ d -> p p: 12 mb at 120-135 MeV, 2 mb at 300 MeV (Arndt et al., SAID, as tabulated by GENIE).
  EXPECT_GT(absorption_cross_section(130.0), 2.0 * absorption_cross_section(250.0));
  EXPECT_GT(absorption_cross_section(130.0), absorption_cross_section(60.0));
  EXPECT_NEAR(absorption_cross_section(130.0), 12.2, 2.5);
  EXPECT_EQ(absorption_cross_section(1200.0), 0.0);
}

TEST(Annihilation, AtRestGivesFivePions) {
  RandomStream random{3, RandomStage::test, 4};
  Bodies out;
  double pions = 0.0;
  constexpr int annihilations = 2000;
  for (int i = 0; i < annihilations; ++i) {
    ASSERT_TRUE(annihilate(Hadron::pbar, Hadron::p, {2.0 * mass(Hadron::p), {}}, random, out));
    pions += static_cast<double>(out.size()) / annihilations;
  }
  EXPECT_NEAR(pions, 5.0, 0.2);  // C. B. Dover et al., Prog. Part. Nucl. Phys. 29 (1992) 87
}

TEST(Annihilation, CrossSectionIsTheMeasuredOne) {
  // Total proton-antiproton, Review of Particle Physics: 190 mb at 0.4 GeV/c, 118 mb at 1 GeV/c, 63 mb at 5 GeV/c.
  const auto at_momentum = [](double p) {
    const double m = mass(Hadron::p);
    return antinucleon_cross_section(std::sqrt(p * p + m * m) - m);
  };
  EXPECT_NEAR(at_momentum(400.0), 190.0, 40.0);
  EXPECT_NEAR(at_momentum(1000.0), 118.0, 20.0);
  EXPECT_NEAR(at_momentum(5000.0), 63.0, 25.0);
}

}  // namespace
}  // namespace wirebench::nuclear::cascade
