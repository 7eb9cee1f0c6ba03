#include "wirebench/detector/ionization.hpp"

#include <gtest/gtest.h>

namespace wirebench::detector {
namespace {

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

TEST(Ionization, NothingGivesNothing) {
  EXPECT_EQ(standard()(deposit(0.0, 3.0)), 0.0);
}

}  // namespace
}  // namespace wirebench::detector
