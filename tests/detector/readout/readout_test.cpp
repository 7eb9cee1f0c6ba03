#include "wirebench/detector/readout/readout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "detector/readout/response_sets.hpp"
#include "support/expect_error.hpp"

namespace wirebench::detector {
namespace {

const std::string k_response = R"(
[response]
model = "wire_grid"
pitch_mm = 4.71
wire_diameter_mm = 0.126
gap_mm = 4.71
bias_v = [-665.0, -370.0, 0.0, 820.0]
backing_mm = 3.9
front_mm = 60.0
velocity_scale = 1.02
neighbours = 3
)";
const std::string k_rest = R"(
[electronics]
shaper = "cold"
gain_mv_per_fc = 14.0
peaking_time_us = 2.2
post_gain = 1.0
rc_stages = 1
rc_constant_ms = 1.0
[readout]
tick_us = 0.5
start_us = -250.0
ticks = 2000
window = "full"
margin_ticks = 100
channels = "signal"
[noise]
base_e = [139.0, 139.0, 139.0]
slope_e_per_m = [44.5, 44.5, 44.5]
white_e = [74.0, 74.0, 74.0]
coherent_channels = 0
coherent_e = [0.0, 0.0, 0.0]
[noise.spectrum]
low = 0.3
rise_mhz = 0.12
fall_mhz = 0.2
fall_power = 1.28
[digitizer]
bits = 14
mv_per_count = 0.0854
pedestal_mv = [700.0, 700.0, 300.0]
rounding = "down"
)";

ReadoutOptions read(const std::string& text) {
  ConfigTable table = Config::parse(text, "preset").root();
  const ReadoutOptions options = read_readout_options(table, ".");
  table.finish();
  return options;
}

Readout make_readout(const ReadoutOptions& options) {
  return {options, make_field_response(options.response, 500.0 * units::volt_per_centimeter, response_speed), 1};
}

Geometry one_anode() {
  GeometryDescription description;
  description.views = {WirePlane{"U", 35.7 * units::degree, Length{4.67}},
                       WirePlane{"V", -35.7 * units::degree, Length{4.67}}, WirePlane{"W", Angle{0.0}, Length{4.79}}};
  description.layers[0].to_collection = Length{9.52};
  description.layers[1].to_collection = Length{4.76};
  description.drift_length = Length{2000.0};
  AnodeDescription anode;
  anode.vertical = {-500.0, 500.0};
  anode.beam = {0.0, 60 * 4.79};
  anode.sides = {Side::below};
  anode.where = "test";
  description.anodes = {anode};
  return Geometry{description};
}

TEST(Readout, MakesCountsOfAPointOfCharge) {
  const Geometry geometry = one_anode();
  const Readout readout = make_readout(read(k_response + k_rest));
  // 20000 electrons at 100 us: tick (100 + 250) / 0.5 = 700, and the shaper's peak some 2 us later.
  const std::vector<ElectronCloud> clouds{{1.0e5, 0.0, 30 * 4.79 + 2.4, 2.0e4, 500.0, 0.6, 0, 0}};
  DigitizedPlane plane;
  readout(clouds, geometry, 5, 0, 2, plane);
  ASSERT_EQ(plane.synthesized.blocks.size(), 1U);
  const ChannelBlock& block = plane.synthesized.blocks.front();
  ASSERT_EQ(block.ticks, 2000U);
  ASSERT_FALSE(block.channels.empty());
  const auto highest = std::max_element(block.samples.begin(), block.samples.end());
  // 20 ke of 1.66 mV/ke (field_response_digest.csv; 2 us) and 0.0854 mV a count over a pedestal of 3512 counts.
  EXPECT_NEAR(*highest - 3512.0F, 20.0 * 1.66 / 0.0854, 40.0);
  EXPECT_NEAR(static_cast<double>((highest - block.samples.begin()) % 2000), 704.5, 2.0);
  EXPECT_EQ(readout.digitizer().pedestal(2), 3512.0);
  for (const float sample : block.samples) ASSERT_EQ(sample, std::floor(sample));
  EXPECT_EQ(plane.saturation.low + plane.saturation.high, 0U);
  // The same bytes again, whatever was in the result before.
  DigitizedPlane again;
  readout({}, geometry, 4, 0, 1, again);
  readout(clouds, geometry, 5, 0, 2, again);
  EXPECT_EQ(again.synthesized.blocks.front().samples, block.samples);
}

TEST(Readout, CountsSaturatedSamples) {
  const Geometry geometry = one_anode();
  const Readout readout = make_readout(read(k_response + k_rest));
  const std::vector<ElectronCloud> clouds{{1.0e5, 0.0, 30 * 4.79 + 2.4, 2.0e6, 500.0, 0.6, 0, 0}};
  DigitizedPlane plane;
  readout(clouds, geometry, 5, 0, 2, plane);
  EXPECT_GT(plane.saturation.high, 0U);
  EXPECT_EQ(*std::max_element(plane.synthesized.blocks.front().samples.begin(),
                              plane.synthesized.blocks.front().samples.end()),
            16383.0F);
}

TEST(ReadResponseOptions, TellsWireGridsAndTables) {
  const ReadoutOptions grid = read(k_response + k_rest);
  EXPECT_EQ(grid.response.model, ResponseModel::wire_grid);
  EXPECT_EQ(grid.response.grid.unread_planes, 1U);
  ASSERT_EQ(grid.response.grid.geometry.planes.size(), 4U);
  EXPECT_NEAR(grid.response.grid.geometry.planes[0].distance, 14.13, 1e-9);
  EXPECT_EQ(grid.response.grid.geometry.planes[3].distance, 0.0);
  const ReadoutOptions table =
      read("[response]\nmodel = \"tabulated\"\nfile = \"tests/data/detector/wirecell_response.json\"\n" + k_rest);
  EXPECT_EQ(table.response.model, ResponseModel::tabulated);
  EXPECT_EQ(make_field_response(table.response, {}, {}).planes.size(), 3U);
}

TEST(ReadResponseOptions, RefusesImpossiblePlanes) {
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string text = k_response + k_rest;
    text.replace(text.find(from), from.size(), to);
    return [text] { static_cast<void>(read(text)); };
  };
  test::expect_error(changed("wire_diameter_mm = 0.126", "wire_diameter_mm = 2.0"), ErrorKind::usage,
                     {"impossible geometry", "wire_diameter_mm"});
  test::expect_error(changed("front_mm = 60.0", "front_mm = 15.0"), ErrorKind::usage,
                     {"impossible geometry", "front_mm"});
  test::expect_error(changed("[-665.0, -370.0, 0.0, 820.0]", "[0.0, 820.0]"), ErrorKind::usage, {"2 voltages"});
  test::expect_error(changed("pitch_mm = 4.71", "pitch_mm = 0.0"), ErrorKind::usage, {"pitch_mm"});
  test::expect_error(changed("neighbours = 3", "neighbors = 3"), ErrorKind::usage, {"neighbours"});
}

}  // namespace
}  // namespace wirebench::detector
