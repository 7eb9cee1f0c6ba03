#include "wirebench/detector/readout/electronics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "detector/readout/reference_table.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

ElectronicsOptions cold(double gain, double peaking_us, double post_gain) {
  ElectronicsOptions options;
  options.gain_mv_per_fc = gain;
  options.peaking_time = peaking_us * units::microsecond;
  options.post_gain = post_gain;
  return options;
}

TEST(ElectronicsResponse, ColdAnswerHasTheMeasuredPeakPlaceAndArea) {
  // The fact sheet's numbers for LArASIC: peak 1.0000 at 1.1735 peaking times, area 1.2690 peaking times.
  const ElectronicsResponse response{cold(1.0, 2.0, 1.0)};
  double peak = 0.0;
  double place = 0.0;
  double area = 0.0;
  constexpr double step = 0.0005;
  for (double x = 0.5 * step; x < 5.0; x += step) {
    const double value = response(Time{x * 2000.0});
    area += value * step;
    if (value > peak) {
      peak = value;
      place = x;
    }
  }
  EXPECT_NEAR(peak, 1.0, 1e-4);
  EXPECT_NEAR(place, 1.1735, 0.001);
  EXPECT_NEAR(area, 1.2690, 2e-4);
}

TEST(ElectronicsResponse, ColdAnswerFollowsTheReferenceTable) {
  for (const auto& row : reference_table("cold_elec_response.csv")) {
    EXPECT_NEAR(cold_shape(std::stod(row[0])), std::stod(row[1]), 1.3e-4) << "x = " << row[0];
  }
}

TEST(ElectronicsResponse, GainsMultiplyAndTheTimeScaleStretches) {
  const ElectronicsResponse response{cold(14.0, 2.2, 1.2)};
  EXPECT_NEAR(response(1.1735 * 2.2 * units::microsecond), 14.0 * 1.2, 0.01);
  EXPECT_EQ(response(Time{-1.0}), 0.0);
  EXPECT_EQ(response(response.length()), 0.0);
  EXPECT_NEAR(response(0.999 * response.length()), 0.0, 1e-3);
}

TEST(ElectronicsResponse, WarmAnswerPeaksWhereWorkedOutByHand) {
  // d/dx of (1 - exp(-a x^2)) exp(-b x^2), a = 0.405, b = 0.125: exp(-a x^2) = b / (a + b), x^2 = 3.5668; the value
  // there is (1 - 0.23585) exp(-0.44585) = 0.48927.
  ElectronicsOptions options = cold(19.2855, 1.2, 1.0);
  options.shaper = Shaper::warm;
  const ElectronicsResponse response{options};
  const double place = std::sqrt(3.5668) * 1.2;
  EXPECT_NEAR(response(place * units::microsecond) / 19.2855, 0.48927, 2e-5);
  EXPECT_LT(response(0.9 * place * units::microsecond), response(place * units::microsecond));
  EXPECT_LT(response(1.1 * place * units::microsecond), response(place * units::microsecond));
}

TEST(ReadElectronicsOptions, ReadsAllKeysAndRefusesOthers) {
  const auto read = [](const std::string& text) {
    ConfigTable table = Config::parse(text, "test").root();
    const ElectronicsOptions options = read_electronics_options(table);
    table.finish();
    return options;
  };
  const std::string good =
      "shaper = \"warm\"\ngain_mv_per_fc = 7.8\npeaking_time_us = 3.0\npost_gain = 1.5\nrc_stages = 2\n";
  const ElectronicsOptions options = read(good + "rc_constant_ms = 1.1\n");
  EXPECT_EQ(options.shaper, Shaper::warm);
  EXPECT_EQ(options.gain_mv_per_fc, 7.8);
  EXPECT_EQ(options.peaking_time, 3.0 * units::microsecond);
  EXPECT_EQ(options.post_gain, 1.5);
  EXPECT_EQ(options.rc_stages, 2);
  EXPECT_EQ(options.rc_constant, 1.1 * units::millisecond);
  EXPECT_THROW(static_cast<void>(read(good)), Error);
  EXPECT_THROW(static_cast<void>(read(good + "rc_constant_ms = 0.0\n")), Error);
  EXPECT_THROW(static_cast<void>(read(good + "rc_constant_ms = 1.0\ngain = 3\n")), Error);
}

}  // namespace
}  // namespace wirebench::detector
