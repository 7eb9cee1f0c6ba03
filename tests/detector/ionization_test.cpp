#include "wirebench/detector/ionization.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace wirebench::detector {
namespace {

Ionization with(const IonizationOptions& options) {
  return {ModifiedBoxRecombination{{}, 500.0 * units::volt_per_centimeter, 1.396 * units::gram_per_cubic_centimeter},
          options};
}

Ionization standard() {
  return {ModifiedBoxRecombination{{}, 500.0 * units::volt_per_centimeter, 1.396 * units::gram_per_cubic_centimeter},
          IonizationOptions{}};
}

transport::Deposit deposit(double mev, double length_mm) {
  transport::Deposit made;
  made.energy = mev;
  made.step_length = length_mm;
  return made;
}

// 62 to 63 thousand electrons a centimetre: the number known from every LArTPC at 500 V/cm.
TEST(Ionization, AMinimumIonisingParticleLeaves62ThousandElectronsACentimetre) {
  const double electrons = standard()(deposit(2.105, 10.0));
  EXPECT_GT(electrons, 6.2e4);
  EXPECT_LT(electrons, 6.3e4);
  EXPECT_NEAR(electrons, 62871.0, 1.0);  // recombination_ref.csv
}

TEST(Ionization, IsProportionalToTheLengthAtTheSameLoss) {
  EXPECT_NEAR(standard()(deposit(0.6315, 3.0)), 0.3 * standard()(deposit(2.105, 10.0)), 1e-6);
}

// Box at 1 MeV/cm and 500 V/cm: R = 0.69154 (recombination_ref.csv), so 0.2 MeV gives 0.2e6 / 23.6 * 0.69154 = 5860.5.
TEST(Ionization, BelowTheFloorAndWithoutLengthTheFloorIsTaken) {
  EXPECT_NEAR(standard()(deposit(0.2, 0.0)), 5860.5, 0.5);
  EXPECT_NEAR(standard()(deposit(0.2, 100.0)), 5860.5, 0.5);
  EXPECT_NEAR(standard()(deposit(0.2, 2.0)), 5860.5, 0.5);
  EXPECT_LT(standard()(deposit(0.2, 0.2)), 4000.0);
}

// 2.105 MeV are 107,949 quanta of 19.5 eV; 62,871 electrons leave 45,078 photons. (Without field all of them are
// photons: 51,300 a MeV, the yield known from measurements.)
TEST(Ionization, WhatIsNotAnElectronIsAPhoton) {
  const transport::Deposit mip = deposit(2.105, 10.0);
  EXPECT_NEAR(standard().photons(mip, standard()(mip)), 45078.0, 5.0);
  EXPECT_NEAR(standard().photons(deposit(1.0, 4.0), 0.0), 51282.0, 1.0);
  EXPECT_EQ(standard().photons(deposit(1.0, 4.0), 1.0e6), 0.0);
}

// F = 0.107 and 1e5 pairs: a spread of 103 pairs before recombination keeps 0.691 of them (Box at the floor).
TEST(Ionization, FluctuatesByTheFanoFactor) {
  IonizationOptions options;
  options.fano = 0.107;
  const Ionization fluctuating = with(options);
  const transport::Deposit many = deposit(2.36, 0.0);
  RandomStream random{5, RandomStage::test, 1};
  double sum = 0.0;
  double squares = 0.0;
  constexpr int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const double difference = fluctuating(many, random) - 69154.0;
    sum += difference;
    squares += difference * difference;
  }
  EXPECT_NEAR(sum / draws, 0.0, 5.0 * 71.5 / std::sqrt(draws) + 0.5);
  EXPECT_NEAR(std::sqrt(squares / draws), 71.5, 2.0);
  EXPECT_EQ(standard()(many, random), standard()(many));
}

transport::Deposit of(std::int32_t pdg, transport::Deposit made) {
  made.pdg = pdg;
  return made;
}

TEST(Ionization, KnowsNuclearRecoils) {
  EXPECT_TRUE(is_nuclear_recoil(of(1000180400, deposit(0.1, 0.0))));  // 40Ar
  EXPECT_TRUE(is_nuclear_recoil(of(1000170360, deposit(0.1, 0.0))));
  EXPECT_TRUE(is_nuclear_recoil(of(2112, deposit(0.1, 0.0))));
  for (const std::int32_t ionising : {0, 11, -13, 22, 211, 2212, 1000010020, 1000010030, 1000020030, 1000020040}) {
    EXPECT_FALSE(is_nuclear_recoil(of(ionising, deposit(0.1, 0.0)))) << ionising;
  }
}

// Measured: 5.9 +- 0.8 electrons a keV at 233 keV and 0.56 kV/cm (arXiv:1705.05107); an electron track leaves 29.
TEST(Ionization, RecoilsAreNotQuenchedAsIonisation) {
  IonizationOptions options;
  options.recoil_electrons_per_mev = 5900.0;
  options.fano = 0.107;
  const transport::Deposit recoil = of(1000180400, deposit(0.233, 0.0));
  RandomStream random{5, RandomStage::test, 1};
  EXPECT_NEAR(with(options)(recoil), 1374.7, 0.1);
  EXPECT_EQ(with(options)(recoil, random), with(options)(recoil));
  EXPECT_EQ(with(options).photons(recoil, 1374.7), 0.0);
  EXPECT_EQ(with(options)(of(11, deposit(0.233, 0.0))), standard()(of(11, deposit(0.233, 0.0))));
  EXPECT_EQ(standard()(recoil), standard()(of(11, deposit(0.233, 0.0))));
}

// Ellipsoid box at 10 MeV/cm and 500 V/cm: 0.45917 across the field, 0.43955 at 45 degrees (recombination_ref.csv); 0.2
// MeV in 0.2 mm are 8475 pairs.
TEST(Ionization, TakesTheAngleToTheFieldFromTheStep) {
  IonizationOptions options;
  options.field = Axis::y;
  const Ionization angular{
      EllipsoidBoxRecombination{{}, 500.0 * units::volt_per_centimeter, 1.396 * units::gram_per_cubic_centimeter},
      options};
  transport::Deposit step = deposit(0.2, 0.2);
  step.end = {0.2, 0.0, 0.0};
  EXPECT_NEAR(angular(step), 0.45917 * 8474.58, 0.2);
  step.end = {0.1414, 0.1414, 0.0};
  EXPECT_NEAR(angular(step), 0.43955 * 8474.58, 0.2);
  const double leaning = angular(step);
  step.end = {};  // no direction: between across and along, as 54.7 degrees
  EXPECT_GT(angular(step), leaning);
  EXPECT_LT(angular(step), 0.45917 * 8474.58);
}

TEST(Ionize, CutsStepsAndKeepsChargeAndTime) {
  transport::Deposit step = deposit(0.6315, 3.0);
  step.end = {0.0, 0.0, 3.0};
  step.time = 17.0;
  const std::vector<transport::Deposit> deposits{deposit(0.0, 1.0), step};
  const auto charges = ionize(deposits, standard(), 1.0);
  ASSERT_EQ(charges.size(), 3U);
  double electrons = 0.0;
  for (const PointCharge& charge : charges) {
    EXPECT_EQ(charge.deposit, 1U);
    EXPECT_EQ(charge.time, 17.0);
    electrons += charge.electrons;
  }
  EXPECT_NEAR(electrons, 0.3 * 62871.0, 1.0);
  EXPECT_NEAR(charges[1].position[2], 1.5, 1e-12);
}

TEST(Ionization, NothingGivesNothing) {
  EXPECT_EQ(standard()(deposit(0.0, 3.0)), 0.0);
}

}  // namespace
}  // namespace wirebench::detector
