#include "wirebench/detector/imaging/image_frame.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "detector/presets.hpp"
#include "support/expect_error.hpp"

namespace wirebench::detector {
namespace {

/// 8 pixels of 20 mm drift and 4 wires of 5 mm: 160 mm by 32 wires. Planes with cos = 0.8, sin = +-0.6, and upright.
FrameChoice frame_choice(Crop crop, double vertex_fraction = 0.25) {
  ImageOptions options;
  options.size = 8;
  options.crop = crop;
  options.vertex_fraction = vertex_fraction;
  return {options, WireProjection{test::right_angled_preset()}, PixelSize{20.0, {4.0, 4.0, 4.0}}};
}

WirePlaneCharge on_all_planes(const std::vector<WireCharge>& charge) {
  return {charge, charge, charge};
}

// The vertex (drift 100, vertical 30, beam 51) is 58.8, 22.8 and 51 mm across the wires, in the cells at 12.26, 5.06
// and 10.7 wires; a quarter of the frame is 8 wires.
TEST(FrameChoice, VertexIsAtItsPlace) {
  const ImageFrame frame = frame_choice(Crop::vertex)({}, transport::Position{100.0, 30.0, 51.0}, 1);
  EXPECT_NEAR(frame.drift_low, 20.0, 1.0e-9);
  EXPECT_EQ(frame.first_wire[0], 4);
  EXPECT_EQ(frame.first_wire[1], -3);
  EXPECT_EQ(frame.first_wire[2], 3);
  const ImageFrame upstream = frame_choice(Crop::vertex, 0.0)({}, transport::Position{100.0, 30.0, 51.0}, 1);
  EXPECT_EQ(upstream.first_wire[2], 11);
}

TEST(FrameChoice, VertexMustBeKnown) {
  test::expect_error([] { static_cast<void>(frame_choice(Crop::vertex)({}, {}, 4711)); }, ErrorKind::failed,
                     {"no vertex", "event_id 4711", "densest"});
}

// 1000 electrons at wire 10 (its cell ends at 11) and 3000 at wire 30: the mean is at 25.5 wires and 250 mm.
TEST(FrameChoice, MeanOfTheChargeIsInTheMiddle) {
  const WirePlaneCharge charge =
      on_all_planes({{10, 100.0, 1000.0, 0}, {30, 300.0, 3000.0, 0}, {900, 9000.0, -500.0, 0}, {800, 0.0, 0.0, 0}});
  const ImageFrame frame = frame_choice(Crop::charge)(charge, {}, 1);
  EXPECT_NEAR(frame.drift_low, 250.0 - 80.0, 1.0e-9);
  for (const std::int32_t first : frame.first_wire) EXPECT_NEAR(first, 25.5 - 16.0, 0.51);
}

// A cluster of 3 x 400 electrons, and 1000 electrons alone far away: the cluster wins with 1200. Its wires are looked
// for in its range of drift only, where a further 10,000 electrons on other wires are not.
TEST(FrameChoice, DensestWindowHoldsTheCluster) {
  WirePlaneCharge charge = on_all_planes({{50, 500.0, 400.0, 0},
                                          {55, 550.0, 400.0, 0},
                                          {60, 600.0, 400.0, 0},
                                          {-300, 3000.0, 1000.0, 0},
                                          {52, 520.0, -2000.0, 0}});
  charge[0].push_back({-200, 2000.0, 10000.0, 0});
  const ImageFrame frame = frame_choice(Crop::densest)(charge, {}, 1);
  EXPECT_LE(frame.drift_low, 500.0);
  EXPECT_GT(frame.drift_low + 160.0, 600.0);
  for (const std::int32_t first : frame.first_wire) {
    EXPECT_LE(first, 50);
    EXPECT_GT(first + 32, 60);
  }
}

TEST(FrameChoice, UpstreamBeginsAtTheFirstWireWithCharge) {
  WirePlaneCharge charge = on_all_planes({{12, 100.0, 1000.0, 0}, {30, 300.0, 3000.0, 0}, {-40, 0.0, -20.0, 0}});
  charge[1].push_back({-7, 250.0, 1.0, 0});
  const ImageFrame frame = frame_choice(Crop::cvn)(charge, {}, 1);
  EXPECT_NEAR(frame.drift_low, 250.0 - 80.0, 1.0e-9);
  EXPECT_EQ(frame.first_wire[0], 12);
  EXPECT_EQ(frame.first_wire[1], -7);
  EXPECT_EQ(frame.first_wire[2], 12);
}

TEST(FrameChoice, WithoutChargeTheFrameIsAroundTheOrigin) {
  for (const Crop crop : {Crop::charge, Crop::cvn}) {
    const ImageFrame frame = frame_choice(crop)({}, {}, 1);
    EXPECT_NEAR(frame.drift_low, -80.0, 1.0e-9);
    for (const std::int32_t first : frame.first_wire) EXPECT_NEAR(first, -15.5, 0.51);
  }
}

}  // namespace
}  // namespace wirebench::detector
