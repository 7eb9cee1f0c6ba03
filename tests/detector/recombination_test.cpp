#include "wirebench/detector/recombination.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace wirebench::detector {
namespace {

constexpr Density k_density = 1.396 * units::gram_per_cubic_centimeter;

ModifiedBoxRecombination box(double volt_per_cm) {
  return {ModifiedBoxRecombination::Parameters{}, volt_per_cm * units::volt_per_centimeter, k_density};
}

BirksRecombination birks(double volt_per_cm) {
  return {BirksRecombination::Parameters{}, volt_per_cm * units::volt_per_centimeter, k_density};
}

EllipsoidBoxRecombination ellipsoid(double volt_per_cm) {
  return {EllipsoidBoxRecombination::Parameters{}, volt_per_cm * units::volt_per_centimeter, k_density};
}

double cosine_squared(double degrees) {
  return std::pow(std::cos((degrees * units::degree).value()), 2);
}

constexpr StoppingPower mev_per_cm(double value) {
  return value * units::mev_per_centimeter;
}

// A unit slip in a recombination model gives about 0.32 here: it has happened to others.
TEST(Recombination, AMinimumIonisingParticleKeepsSeventyPercentAt500VoltPerCm) {
  EXPECT_NEAR(box(500.0)(mev_per_cm(2.1)), 0.70, 0.01);
  EXPECT_NEAR(birks(500.0)(mev_per_cm(2.1)), 0.70, 0.01);
}

// Every row of a table computed by another program from the published formulas (its header names the sources).
TEST(Recombination, AgreesWithTheReferenceTable) {
  std::ifstream table{std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/detector/recombination_ref.csv"};
  ASSERT_TRUE(table.is_open());
  int rows = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#' || line.starts_with("dEdx")) continue;
    std::vector<double> cells;
    std::istringstream stream{line};
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(std::stod(cell));
    ASSERT_EQ(cells.size(), 9U);
    const StoppingPower loss = mev_per_cm(cells[0]);
    // Five digits are printed.
    EXPECT_NEAR(birks(273.0)(loss), cells[1], 1e-5) << line;
    EXPECT_NEAR(box(273.0)(loss), cells[2], 1e-5) << line;
    EXPECT_NEAR(birks(500.0)(loss), cells[3], 1e-5) << line;
    EXPECT_NEAR(box(500.0)(loss), cells[4], 1e-5) << line;
    EXPECT_NEAR(ellipsoid(500.0)(loss, cosine_squared(90.0)), cells[5], 1e-5) << line;
    EXPECT_NEAR(ellipsoid(500.0)(loss, cosine_squared(45.0)), cells[6], 1e-5) << line;
    EXPECT_NEAR(ellipsoid(500.0)(loss, cosine_squared(20.0)), cells[7], 1e-5) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 16);
}

TEST(Recombination, ModifiedBoxIsHeldAtZeroWhereItsFormulaIsNegative) {
  EXPECT_EQ(box(500.0)(mev_per_cm(0.0)), 0.0);
  EXPECT_EQ(box(500.0)(mev_per_cm(0.2)), 0.0);
  EXPECT_GT(box(500.0)(mev_per_cm(0.24)), 0.0);
}

TEST(Recombination, EllipsoidBoxIsHeldAtZeroToo) {
  EXPECT_EQ(ellipsoid(500.0)(mev_per_cm(0.0), 0.5), 0.0);
  EXPECT_EQ(ellipsoid(500.0)(mev_per_cm(0.3), 0.0), 0.0);
  EXPECT_GT(ellipsoid(500.0)(mev_per_cm(0.35), 0.0), 0.0);
}

// Where ionisation is dense, a track along the field loses more: its electrons drift through its own ions.
TEST(Recombination, EllipsoidBoxLosesMoreAlongTheField) {
  const EllipsoidBoxRecombination model = ellipsoid(500.0);
  for (double square = 0.1; square <= 1.0; square += 0.1) {
    EXPECT_LT(model(mev_per_cm(10.0), square), model(mev_per_cm(10.0), square - 0.1));
  }
}

TEST(Recombination, OnlyTheEllipsoidBoxDependsOnTheAngle) {
  const StoppingPower loss = mev_per_cm(10.0);
  EXPECT_EQ(surviving_fraction(box(500.0), loss, 1.0), box(500.0)(loss));
  EXPECT_EQ(surviving_fraction(birks(500.0), loss, 0.3), birks(500.0)(loss));
  EXPECT_EQ(surviving_fraction(ellipsoid(500.0), loss, 0.3), ellipsoid(500.0)(loss, 0.3));
}

TEST(Recombination, StaysAFractionForAnyLoss) {
  for (double loss = 0.0; loss < 1.0e7; loss = loss * 3.0 + 0.01) {
    for (const double fraction : {box(500.0)(mev_per_cm(loss)), birks(500.0)(mev_per_cm(loss)),
                                  ellipsoid(500.0)(mev_per_cm(loss), 0.0), ellipsoid(500.0)(mev_per_cm(loss), 1.0)}) {
      EXPECT_GE(fraction, 0.0) << loss;
      EXPECT_LE(fraction, 1.0) << loss;
    }
  }
}

TEST(Recombination, AStrongerFieldSavesMoreElectrons) {
  EXPECT_GT(box(500.0)(mev_per_cm(5.0)), box(273.0)(mev_per_cm(5.0)));
  EXPECT_GT(birks(500.0)(mev_per_cm(5.0)), birks(273.0)(mev_per_cm(5.0)));
}

}  // namespace
}  // namespace wirebench::detector
