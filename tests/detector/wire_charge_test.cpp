#include "wirebench/detector/wire_charge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "detector/presets.hpp"

#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::detector {
namespace {

using test::right_angled_preset;

double sum(const std::vector<WireCharge>& charges) {
  return std::accumulate(charges.begin(), charges.end(), 0.0,
                         [](double total, const WireCharge& charge) { return total + charge.electrons; });
}

// The planes of the preset have cos = 0.8, sin = +-0.6, so that coordinates can be worked out by hand.
TEST(WireCoordinate, IsTheDistanceAcrossTheWires) {
  const DetectorPreset preset = right_angled_preset();
  const transport::Position at{7.0, 10.0, 20.0};                                      // x drift, y up, z beam
  EXPECT_NEAR(WireCoordinate(preset.planes[0], preset.directions)(at), 22.0, 1e-12);  // 20 * 0.8 + 10 * 0.6
  EXPECT_NEAR(WireCoordinate(preset.planes[1], preset.directions)(at), 10.0, 1e-12);  // 20 * 0.8 - 10 * 0.6
  EXPECT_NEAR(WireCoordinate(preset.planes[2], preset.directions)(at), 20.0, 1e-12);
}

TEST(WireCoordinate, FollowsTheChosenDirections) {
  DetectorPreset preset = right_angled_preset();
  preset.directions = {Axis::z, Axis::x};  // the beam is y then
  EXPECT_EQ(preset.directions.beam(), Axis::y);
  EXPECT_NEAR(WireCoordinate(preset.planes[0], preset.directions)({10.0, 20.0, 7.0}), 22.0, 1e-12);
}

TEST(WireProjection, ChargeGoesToTheNearestWireOfEveryPlane) {
  const WireProjection project{right_angled_preset()};
  const std::vector<PointCharge> charges{{{7.0, 10.0, 20.0}, 1000.0, 0}, {{-3.0, 0.0, -2.6}, 500.0, 1}};
  const WirePlaneCharge planes = project(charges);
  // Pitch 5 mm: 22 is nearest to wire 4 (at 20), 10 to wire 2, 20 to wire 4.
  EXPECT_EQ(planes[0][0].wire, 4);
  EXPECT_EQ(planes[1][0].wire, 2);
  EXPECT_EQ(planes[2][0].wire, 4);
  EXPECT_EQ(planes[2][1].wire, -1);  // -2.6 is nearer to -5 than to 0
  EXPECT_EQ(planes[0][1].wire, 0);   // -2.6 * 0.8 = -2.08
  for (const auto& plane : planes) {
    EXPECT_EQ(plane[0].drift, 7.0);
    EXPECT_EQ(plane[0].electrons, 1000.0);
    EXPECT_EQ(sum(plane), 1500.0);
  }
}

// A track along a wire of plane U is on that wire alone; the same track crosses the wires of the others.
TEST(WireProjection, ATrackAlongAWireStaysOnIt) {
  const DetectorPreset preset = right_angled_preset();
  transport::Deposit track;
  track.start = {0.0, 0.0, 0.0};
  track.end = {0.0, 80.0, -60.0};  // direction (cos, -sin) = (0.8, -0.6), 100 mm long
  track.energy = 21.0;
  track.step_length = 100.0;
  const auto charges = ionize(std::vector{track}, test::ionization(preset), 1.25);
  EXPECT_EQ(charges.size(), 80U);
  const WirePlaneCharge planes = WireProjection{preset}(charges);
  for (const WireCharge& charge : planes[0]) EXPECT_EQ(charge.wire, 0);
  // Across V: -60 * 0.8 - 80 * 0.6 = -96 mm, so 19.2 pitches; across W: -60 mm, 12 pitches.
  EXPECT_EQ(planes[1].front().wire, 0);
  EXPECT_EQ(planes[1].back().wire, -19);
  EXPECT_EQ(planes[2].back().wire, -12);
  // 8 pitches in W hold 8 * 5 / 60 of the charge: away from the ends each wire has 1/12.
  double on_wire_5 = 0.0;
  for (const WireCharge& charge : planes[2]) on_wire_5 += charge.wire == -5 ? charge.electrons : 0.0;
  EXPECT_NEAR(on_wire_5 / sum(planes[2]), 1.0 / 12.0, 0.25 / 12.0);
}

TEST(Ionize, CutsLongStepsIntoEqualPieces) {
  const DetectorPreset preset = right_angled_preset();
  transport::Deposit step;
  step.end = {0.0, 0.0, 10.0};
  step.energy = 2.0;
  step.step_length = 10.0;
  const Ionization ionization = test::ionization(preset);
  const auto charges = ionize(std::vector{step}, ionization, 3.0);
  ASSERT_EQ(charges.size(), 4U);
  EXPECT_DOUBLE_EQ(charges[0].position[2], 1.25);
  EXPECT_DOUBLE_EQ(charges[3].position[2], 8.75);
  double electrons = 0.0;
  for (const auto& charge : charges) electrons += charge.electrons;
  EXPECT_NEAR(electrons, ionization(step), 1e-9);
  // The path may be longer than the distance of its ends (multiple scattering): the pieces follow the distance.
  step.step_length = 30.0;
  EXPECT_EQ(ionize(std::vector{step}, ionization, 10.0).size(), 1U);
}

TEST(WireProjection, ConservesTheChargeOfRealEvents) {
  const DetectorPreset preset = test::poster();
  const WireProjection project{preset};
  const auto source =
      transport::open_deposits(std::string{WIREBENCH_SOURCE_DIR} + "/tests/data/transport/segments_3_events.h5");
  while (const auto event = source->next()) {
    const auto charges = ionize(event->deposits, test::ionization(preset), 1.25);
    double electrons = 0.0;
    for (const auto& charge : charges) electrons += charge.electrons;
    EXPECT_GT(electrons, 1.0e6);
    for (const auto& plane : project(charges)) EXPECT_NEAR(sum(plane) / electrons, 1.0, 1e-12);
  }
}

}  // namespace
}  // namespace wirebench::detector
