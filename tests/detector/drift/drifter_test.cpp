#include "wirebench/detector/drift/drifter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace wirebench::detector {
namespace {

/// Two volumes of 4 m on both sides of one frame, whose collection planes are at -50 and +50 mm; planes 5 mm apart, so
/// that the volumes are from -4060 to -60 and from 60 to 4060.
std::shared_ptr<const Geometry> two_sides(std::array<Length, 3> origin = {}) {
  GeometryDescription description;
  description.views = {WirePlane{"U", 30.0 * units::degree, 5.0 * units::millimeter},
                       WirePlane{"V", -30.0 * units::degree, 5.0 * units::millimeter},
                       WirePlane{"W", Angle{}, 5.0 * units::millimeter}};
  description.layers[0].to_collection = 10.0 * units::millimeter;
  description.layers[1].to_collection = 5.0 * units::millimeter;
  description.drift_length = 4.0 * units::meter;
  description.input_origin = origin;
  AnodeDescription anode;
  anode.half_thickness = 50.0 * units::millimeter;
  anode.vertical = {-1000.0, 1000.0};
  anode.beam = {0.0, 2000.0};
  anode.sides = {Side::below, Side::above};
  description.anodes = {anode};
  return std::make_shared<const Geometry>(description);
}

PointCharge charge(double x, double electrons, std::uint32_t deposit = 0) {
  return {{x, 100.0, 500.0}, electrons, deposit, 0.0};
}

DriftedCharge drift(const DriftOptions& options, const std::vector<PointCharge>& charges,
                    std::shared_ptr<const Geometry> geometry = two_sides()) {
  RandomStream random{3, RandomStage::test, 0};
  return Drifter{std::move(geometry), Directions{}, options}(charges, random);
}

// 3.6 m at 500 V/cm (1.6 mm/us, 2.25 ms) with 4.0 and 8.8 cm2/s: 1.34 mm (0.84 us) and 1.99 mm.
TEST(Drifter, SpreadsAsTheDiffusionCoefficientsSay) {
  const DriftedCharge drifted = drift({}, {charge(-3650.0, 1000.0)});
  ASSERT_EQ(drifted.clouds.size(), 1U);
  const ElectronCloud& cloud = drifted.clouds.front();
  EXPECT_NEAR(cloud.time, 2.25e6, 1.0);
  EXPECT_NEAR(cloud.sigma_time * 1.6e-3, 1.34, 0.005);
  EXPECT_NEAR(cloud.sigma_time, 840.0, 5.0);
  EXPECT_NEAR(cloud.sigma_transverse, 1.99, 0.005);
}

TEST(Drifter, DriftsToTheAnodeOfItsSide) {
  const DriftedCharge drifted = drift({}, {charge(-850.0, 10.0), charge(850.0, 20.0, 1)});
  ASSERT_EQ(drifted.clouds.size(), 2U);
  EXPECT_EQ(drifted.clouds[0].anode_face, 0U);
  EXPECT_EQ(drifted.clouds[1].anode_face, 1U);
  // 800 mm at 1.6 mm/us.
  EXPECT_NEAR(drifted.clouds[0].time, 5.0e5, 1e-6);
  EXPECT_NEAR(drifted.clouds[1].time, 5.0e5, 1e-6);
  EXPECT_EQ(drifted.clouds[0].vertical, 100.0);
  EXPECT_EQ(drifted.clouds[0].beam, 500.0);
  EXPECT_EQ(drifted.clouds[1].deposit, 1U);
}

TEST(Drifter, AddsTheTimeOfTheDeposit) {
  PointCharge late = charge(-850.0, 10.0);
  late.time = 1234.0;
  EXPECT_NEAR(drift({}, {late}).clouds.front().time, 501234.0, 1e-6);
}

TEST(Drifter, KeepsAllChargeWithoutImpurities) {
  std::vector<PointCharge> charges;
  double before = 0.0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    charges.push_back(charge(-4000.0 + 3.9 * i, 1000.25 + i, i));
    before += charges.back().electrons;
  }
  for (const Survival survival : {Survival::mean, Survival::binomial}) {
    DriftOptions options;
    options.survival = survival;
    const DriftedCharge drifted = drift(options, charges);
    const double after = std::accumulate(drifted.clouds.begin(), drifted.clouds.end(), 0.0,
                                         [](double sum, const ElectronCloud& cloud) { return sum + cloud.electrons; });
    EXPECT_DOUBLE_EQ(after, before);
    EXPECT_EQ(drifted.electrons_lost, 0.0);
    EXPECT_EQ(drifted.deposits_outside, 0U);
  }
}

// After one lifetime 1/e is left: 2.5 ms are 4 m.
TEST(Drifter, LosesElectronsToImpurities) {
  DriftOptions options;
  options.lifetime = 2.5 * units::millisecond;
  const DriftedCharge mean = drift(options, {charge(-4050.0, 1.0e6)});
  EXPECT_NEAR(mean.clouds.front().electrons, 367879.0, 1.0);
  EXPECT_NEAR(mean.electrons_lost, 632121.0, 1.0);

  options.survival = Survival::binomial;
  const std::vector<PointCharge> many(2000, charge(-4050.0, 1000.5));
  const DriftedCharge drawn = drift(options, many);
  double sum = 0.0;
  double squares = 0.0;
  for (const ElectronCloud& cloud : drawn.clouds) {
    EXPECT_EQ(cloud.electrons, std::floor(cloud.electrons));
    sum += cloud.electrons;
    squares += cloud.electrons * cloud.electrons;
  }
  EXPECT_NEAR(sum / 2000.0, 368.06, 5.0 * std::sqrt(233.0 / 2000.0));
  EXPECT_NEAR(squares / 2000.0 - std::pow(sum / 2000.0, 2), 233.0, 40.0);
  EXPECT_NEAR(sum + drawn.electrons_lost, 2000.0 * 1000.5, 1e-6);
}

TEST(Drifter, CountsWhatIsOutsideEveryVolume) {
  std::vector<PointCharge> charges{charge(0.0, 10.0, 0),    // in the frame
                                   charge(-55.0, 10.0, 1),  // between the planes
                                   charge(-5000.0, 10.0, 2), charge(-4070.0, 10.0, 3),
                                   charge(-4050.0, 10.0, 3), charge(100.0, 10.0, 4)};
  charges.push_back({{100.0, 1000.0, 500.0}, 10.0, 5, 0.0});  // above
  const DriftedCharge drifted = drift({}, charges);
  EXPECT_EQ(drifted.clouds.size(), 2U);
  EXPECT_EQ(drifted.deposits_outside, 4U);  // 0, 1, 2 and 5; half of 3 is inside
  EXPECT_DOUBLE_EQ(drifted.electrons_outside, 50.0);
  EXPECT_EQ(drift({}, {}).deposits_outside, 0U);
}

TEST(Drifter, FollowsTheAxesAndTheOriginOfTheInput) {
  // Drift along z, vertical x, beam y; the input's origin is 1000 mm before the frame and 500 mm along the beam.
  const Directions directions{Axis::z, Axis::x};
  const auto geometry = two_sides({Length{-1000.0}, Length{0.0}, Length{500.0}});
  RandomStream random{3, RandomStage::test, 0};
  const std::vector<PointCharge> charges{{{200.0, -399.0, 150.0}, 10.0, 0, 0.0}};
  const DriftedCharge drifted = Drifter{geometry, directions, {}}(charges, random);
  ASSERT_EQ(drifted.clouds.size(), 1U);
  // From -850 to -50 in the detector's coordinates.
  EXPECT_NEAR(drifted.clouds.front().time, 5.0e5, 1e-6);
  EXPECT_EQ(drifted.clouds.front().vertical, 200.0);
  EXPECT_EQ(drifted.clouds.front().beam, -399.0);  // in the input's
  EXPECT_EQ(geometry->faces().front().planes[2].nearest_wire({200.0, -399.0}), 20U);
}

TEST(Drifter, DisplacesByTheSpaceChargeMap) {
  // Everything seems to come from 16 mm nearer to the frame (10 us), 3 mm higher, 4 mm upstream.
  DriftOptions options;
  options.space_charge = std::make_shared<const SpaceChargeMap>(
      std::array<SpaceChargeMap::GridAxis, 3>{{{-4000.0, 8000.0, 2}, {-1000.0, 2000.0, 2}, {0.0, 2000.0, 2}}},
      std::vector<std::array<float, 3>>(8, {16.0F, 3.0F, -4.0F}));
  const ElectronCloud cloud = drift(options, {charge(-850.0, 10.0)}).clouds.front();
  EXPECT_NEAR(cloud.time, 4.9e5, 1e-6);
  EXPECT_NEAR(cloud.vertical, 103.0, 1e-9);
  EXPECT_NEAR(cloud.beam, 496.0, 1e-9);
}

TEST(Drifter, RepeatsItself) {
  DriftOptions options;
  options.lifetime = 3.0 * units::millisecond;
  options.survival = Survival::binomial;
  const std::vector<PointCharge> charges(100, charge(-2000.0, 12345.6));
  const DriftedCharge first = drift(options, charges);
  const DriftedCharge second = drift(options, charges);
  ASSERT_EQ(first.clouds.size(), second.clouds.size());
  for (std::size_t i = 0; i < first.clouds.size(); ++i)
    EXPECT_EQ(first.clouds[i].electrons, second.clouds[i].electrons);
}

}  // namespace
}  // namespace wirebench::detector
