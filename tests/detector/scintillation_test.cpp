#include "wirebench/detector/scintillation.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "wirebench/core/random.hpp"

namespace wirebench::detector {
namespace {

Ionization with_fano(double fano) {
  IonizationOptions options;
  options.recoil_electrons_per_mev = 5900.0;
  options.fano = fano;
  return {ModifiedBoxRecombination{{}, 500.0 * units::volt_per_centimeter, 1.396 * units::gram_per_cubic_centimeter},
          options};
}

/// 3 mm of a minimum-ionising particle.
transport::Deposit step() {
  transport::Deposit made;
  made.end = {0.0, 0.0, 3.0};
  made.energy = 0.6315;
  made.step_length = 3.0;
  made.pdg = 13;
  return made;
}

// 0.6315 MeV are 32,385 quanta of 19.5 eV, of which 18,861 are electrons that escape (62,871 a cm at 2.105 MeV/cm:
// recombination_ref.csv). Recoils have no photons here.
TEST(ScintillationPhotons, AreTheQuantaThatAreNoElectrons) {
  const Ionization ionization = with_fano(0.0);
  transport::Deposit recoil = step();
  recoil.pdg = 1000180400;
  transport::Deposit nothing = step();
  nothing.energy = 0.0;
  const std::vector<transport::Deposit> deposits{step(), nothing, recoil, step()};
  const auto charges = ionize(deposits, ionization, 1.0);
  EXPECT_NEAR(scintillation_photons(deposits, charges, ionization), 2.0 * (32385.0 - 18861.0), 3.0);
  EXPECT_EQ(scintillation_photons({}, {}, ionization), 0.0);
}

TEST(ScintillationPhotons, FluctuateAgainstTheElectrons) {
  const Ionization ionization = with_fano(0.107);
  RandomStream random{5, RandomStage::test, 1};
  const std::vector<transport::Deposit> deposits{step()};
  const auto charges = ionize(deposits, ionization, 1.0, random);
  double electrons = 0.0;
  for (const PointCharge& piece : charges) electrons += piece.electrons;
  EXPECT_NE(electrons, ionization(deposits.front()));
  EXPECT_NEAR(electrons + scintillation_photons(deposits, charges, ionization), 32385.0, 1.0);
}

}  // namespace
}  // namespace wirebench::detector
