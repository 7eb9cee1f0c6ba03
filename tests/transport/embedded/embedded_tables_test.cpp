#include "wirebench/transport/embedded/embedded_tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/core/random.hpp"
#include "wirebench/transport/embedded/engine.hpp"
#include "wirebench/transport/embedded/physics.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

constexpr double k_cm = 10.0;  // mm

const EmbeddedEngine& engine() {
  static const EmbeddedEngine made;
  return made;
}

TEST(EmbeddedTables, PhotonFreePathsAreThoseOfGeant4AndXcom) {
  const MaterialTables& tables = *engine().tables();
  struct Case {
    PhotonProcess process;
    double energy;
    double path;  // cm, at 1.396 g/cm3
  };
  for (const Case& one :
       {// Geant4 11.4.0, standard physics
        Case{PhotonProcess::compton, 10.0, 52.1039}, Case{PhotonProcess::compton, 1000.0, 2274.15},
        Case{PhotonProcess::conversion, 5.0, 129.639}, Case{PhotonProcess::conversion, 100.0, 25.3888},
        Case{PhotonProcess::photoelectric, 10.0, 242415.0},
        // EPDL97 as in xraylib 4.0: 2.40329, 0.135297 and 0.102143 cm2/g
        Case{PhotonProcess::photoelectric, 0.03, 1.0 / (1.396 * 2.40329)},
        Case{PhotonProcess::compton, 0.06, 1.0 / (1.396 * 0.135297)},
        Case{PhotonProcess::rayleigh, 0.04, 1.0 / (1.396 * 0.102143)}}) {
    const auto path = tables.photon_free_path(one.process, one.energy);
    ASSERT_TRUE(path);
    EXPECT_NEAR(*path, k_cm * one.path, 0.03 * k_cm * one.path) << one.energy;
  }
  EXPECT_TRUE(std::isinf(tables.photon_free_path(PhotonProcess::conversion, 1.0).value()));
}

TEST(EmbeddedTables, HadronFreePathsAreThoseOfGeant4) {
  const MaterialTables& tables = *engine().tables();
  EXPECT_NEAR(tables.hadron_inelastic_free_path(pdg::pi_plus, 150.0).value(), k_cm * 54.1015, 0.05 * k_cm * 54.1);
  EXPECT_NEAR(tables.hadron_elastic_free_path(pdg::pi_plus, 150.0).value(), k_cm * 82.838, 0.05 * k_cm * 82.8);
  EXPECT_NEAR(tables.hadron_inelastic_free_path(pdg::neutron, 500.0).value(), k_cm * 83.5651, 0.05 * k_cm * 83.6);
}

TEST(EmbeddedTables, StoppingPowersAndRangesArePublishedOnes) {
  const MaterialTables& tables = *engine().tables();
  // NIST ESTAR for argon, collisions with the density effect of the liquid; MeV cm2/g.
  for (const auto& [kinetic, stopping] :
       {std::pair{1.5, 1.40707}, std::pair{10.0, 1.91424}, std::pair{90.0, 5.89051}, std::pair{6000.0, 307.335}}) {
    EXPECT_NEAR(tables.stopping_power(pdg::electron, kinetic).value(), 0.1396 * stopping, 0.015 * 0.1396 * stopping)
        << kinetic;
  }
  // Groom, Mokhov, Striganov (2001), liquid argon; NIST PSTAR, argon.
  EXPECT_NEAR(tables.csda_range(pdg::mu_minus, 200.0).value(), 761.46, 0.003 * 761.46);
  EXPECT_NEAR(tables.csda_range(pdg::mu_plus, 2000.0).value(), 8610.3, 0.003 * 8610.3);
  EXPECT_NEAR(tables.csda_range(pdg::proton, 200.0).value(), 259.81, 0.005 * 259.81);
}

TEST(EmbeddedTables, LossIsWhatTheTransportTakes) {
  // Restricted loss, knock-on electrons and photons as they are drawn add up to the total of the models.
  constexpr int draws = 40'000;
  const Physics physics{EmbeddedOptions{}};
  const EmbeddedTables tables{physics};
  RandomStream random{1, RandomStage::test, 1};
  const auto mean = [&](const auto& draw) {
    double sum = 0.0;
    for (int i = 0; i < draws; ++i) sum += draw();
    return sum / draws;
  };
  for (const double kinetic : {20.0, 300.0, 8000.0}) {
    const LeptonPhysics& electron = physics.electron;
    const double taken =
        electron.tables.range.loss(kinetic) +
        electron.deltas(kinetic) * mean([&] { return electron.ionization.sample_delta(kinetic, random); }) +
        electron.photons(kinetic) * mean([&] { return electron.bremsstrahlung.sample_photon(kinetic, random); });
    EXPECT_NEAR(tables.stopping_power(pdg::electron, kinetic).value(), taken, 0.01 * taken) << kinetic;
    const HeavyPhysics& muon = *physics.find_heavy(pdg::mu_minus);
    double heavy = muon.tables.range.loss(kinetic);
    if (muon.deltas(kinetic) > 0.0) {
      heavy += muon.deltas(kinetic) * mean([&] { return muon.ionization.sample_delta(kinetic, random); });
    }
    if (muon.photons(kinetic) > 0.0) {
      heavy += muon.photons(kinetic) * mean([&] { return muon.radiation->sample_photon(kinetic, random).energy; });
    }
    if (muon.pairs(kinetic) > 0.0) {
      heavy += muon.pairs(kinetic) * mean([&] {
                 const MuonPair pair = muon.radiation->sample_pair(kinetic, random);
                 return pair.electron + pair.positron;
               });
    }
    EXPECT_NEAR(tables.stopping_power(pdg::mu_minus, kinetic).value(), heavy, 0.01 * heavy) << kinetic;
  }
}

TEST(EmbeddedTables, TellsOnlyWhatThereIs) {
  EmbeddedOptions options;
  options.processes.rayleigh = false;
  options.processes.hadron_inelastic = false;
  const EmbeddedEngine without{options};
  const MaterialTables& tables = *without.tables();
  EXPECT_FALSE(tables.photon_free_path(PhotonProcess::rayleigh, 0.1));
  EXPECT_TRUE(tables.photon_free_path(PhotonProcess::compton, 0.1));
  EXPECT_FALSE(tables.hadron_inelastic_free_path(pdg::proton, 500.0));
  EXPECT_TRUE(tables.hadron_elastic_free_path(pdg::proton, 500.0));
  EXPECT_FALSE(tables.hadron_elastic_free_path(pdg::mu_minus, 500.0));
  EXPECT_FALSE(tables.stopping_power(pdg::neutron, 500.0));
  EXPECT_FALSE(tables.csda_range(pdg::gamma, 500.0));
  EXPECT_FALSE(tables.stopping_power(pdg::proton, 2.0e5));
  EXPECT_FALSE(tables.stopping_power(pdg::proton, std::nan("")));
}

}  // namespace
}  // namespace wirebench::transport::embedded
