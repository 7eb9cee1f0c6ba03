#include "wirebench/core/units.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace wirebench {
namespace {

static_assert(!std::is_constructible_v<Length, Energy>);
static_assert(!std::is_convertible_v<double, Length>);

TEST(Units, LengthsTimesEnergies) {
  EXPECT_DOUBLE_EQ((3.6 * units::meter).in(units::centimeter), 360.0);
  EXPECT_DOUBLE_EQ((2.25 * units::millisecond).in(units::microsecond), 2250.0);
  EXPECT_DOUBLE_EQ((23.6 * units::electronvolt).in(units::megaelectronvolt), 23.6e-6);
  EXPECT_DOUBLE_EQ((2.0 * units::gigaelectronvolt).in(units::kiloelectronvolt), 2.0e6);
}

TEST(Units, FieldMovesAUnitChargeThroughItsPotential) {
  // 500 V/cm over 3.6 m is 180 kV: a unit charge gains 0.18 MeV.
  const double energy = (500.0 * units::volt_per_centimeter).value() * (3.6 * units::meter).value();
  EXPECT_NEAR(Energy{energy}.in(units::megaelectronvolt), 0.18, 1e-12);
  EXPECT_DOUBLE_EQ(units::kilovolt_per_centimeter / units::volt_per_centimeter, 1000.0);
}

TEST(Units, StoppingPowerAndDensity) {
  EXPECT_NEAR((2.1 * units::mev_per_centimeter).value() * (1.0 * units::meter).value(), 210.0, 1e-9);
  // A litre (1e6 mm3) of liquid argon weighs 1396 g.
  EXPECT_NEAR((1.396 * units::gram_per_cubic_centimeter).value() * 1.0e6, 1396.0, 1e-9);
}

TEST(Units, SpeedsAndDiffusion) {
  // 1.6 mm/us for 2.25 ms is 3.6 m.
  EXPECT_NEAR((1.6 * units::millimeter_per_microsecond).value() * (2.25 * units::millisecond).value(),
              (3.6 * units::meter).value(), 1e-9);
  // 4 cm2/s over a second is 4 cm2.
  EXPECT_NEAR((4.0 * units::square_centimeter_per_second).value() * (1000.0 * units::millisecond).value(), 400.0, 1e-9);
}

TEST(Units, Angles) {
  EXPECT_NEAR((180.0 * units::degree).value(), 3.14159265358979, 1e-14);
}

}  // namespace
}  // namespace wirebench
