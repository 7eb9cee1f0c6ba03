#include "wirebench/transport/embedded/range_table.hpp"

#include <gtest/gtest.h>

#include "wirebench/transport/embedded/em/bremsstrahlung.hpp"
#include "wirebench/transport/embedded/em/electron_ionization.hpp"

namespace wirebench::transport::embedded {
namespace {

RangeTable electrons() {
  static const ElectronIonization ionization{{}, Lepton::electron, 1e6};
  static const Bremsstrahlung radiation{{}, Lepton::electron, 1.3e5, 5.0};
  return {1e-3,
          [](double kinetic) { return ionization.restricted_loss(kinetic) + radiation.restricted_loss(kinetic); }};
}

TEST(RangeTable, ElectronRangesAreThoseOfGeant4) {
  // Geant4 11.4.0, G4_lAr, CSDA range, cm. Its low-energy end differs, and with it all ranges by some 0.02 cm.
  const RangeTable table = electrons();
  EXPECT_NEAR(0.1 * table.range(1.0), 0.431243, 0.01 * 0.431243);
  EXPECT_NEAR(0.1 * table.range(10.0), 4.45891, 0.01 * 4.45891);
  EXPECT_NEAR(0.1 * table.range(100.0), 21.7647, 0.01 * 21.7647);
  EXPECT_NEAR(0.1 * table.range(1000.0), 51.2314, 0.01 * 51.2314);
}

TEST(RangeTable, KineticIsTheInverseOfRange) {
  // Not at energies where radiation makes the range a logarithm of the energy: steps never need the inverse there.
  const RangeTable table = electrons();
  for (double kinetic = 1.5e-3; kinetic < 300.0; kinetic *= 1.7) {
    EXPECT_NEAR(table.kinetic(table.range(kinetic)), kinetic, 1e-3 * kinetic) << kinetic;
  }
}

TEST(RangeTable, MeanLossOfManyShortStepsIsThatOfALongOne) {
  const RangeTable table = electrons();
  const double start = 20.0;
  const double range = table.range(start);
  double kinetic = start;
  constexpr int n = 1000;
  for (int i = 0; i < n; ++i) {
    const GridPoint point = GridPoint::of(kinetic);
    kinetic -= table.mean_loss(kinetic, point, table.range(point), 0.5 * range / n);
  }
  EXPECT_NEAR(kinetic, start - table.mean_loss(start, GridPoint::of(start), range, 0.5 * range), 1e-3 * start);
}

}  // namespace
}  // namespace wirebench::transport::embedded
