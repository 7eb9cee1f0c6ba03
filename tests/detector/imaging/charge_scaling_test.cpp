#include "wirebench/detector/imaging/charge_scaling.hpp"

#include <gtest/gtest.h>

namespace wirebench::detector {
namespace {

ChargeScaling scaling(Scaling kind, double full_scale, double reference = 1.0) {
  ImageOptions options;
  options.scaling = kind;
  options.full_scale_electrons = full_scale;
  options.log_reference_electrons = reference;
  return ChargeScaling{options};
}

TEST(ChargeScaling, LinearRoundsToNearest) {
  const ChargeScaling linear = scaling(Scaling::linear, 1000.0);
  EXPECT_DOUBLE_EQ(linear(250.0), 0.25);
  EXPECT_EQ(linear.quantized(250.0), 64);  // 63.75
  EXPECT_EQ(linear.quantized(1.0), 0);     // 0.255
  EXPECT_EQ(linear.quantized(3.0), 1);     // 0.765
  EXPECT_EQ(linear.quantized(1000.0), 255);
  EXPECT_EQ(linear.quantized(1.0e9), 255);
}

// The values of a DUNE CVN pixel map: ceil(255 Q / 1000), at most 255.
TEST(ChargeScaling, ClipIsTheRuleOfTheDunePixelMaps) {
  const ChargeScaling clip = scaling(Scaling::clip, 1000.0);
  EXPECT_EQ(clip.quantized(0.0), 0);
  EXPECT_EQ(clip.quantized(0.001), 1);
  EXPECT_EQ(clip.quantized(3.9), 1);      // 0.9945
  EXPECT_EQ(clip.quantized(3.93), 2);     // 1.00215
  EXPECT_EQ(clip.quantized(500.0), 128);  // 127.5
  EXPECT_EQ(clip.quantized(999.9), 255);
  EXPECT_EQ(clip.quantized(5000.0), 255);
}

// Reference 1, full scale 1023 = 2^10 - 1: the value is log2(1 + Q) / 10.
TEST(ChargeScaling, LogCountsPowers) {
  const ChargeScaling log = scaling(Scaling::log, 1023.0, 1.0);
  EXPECT_DOUBLE_EQ(log(0.0), 0.0);
  EXPECT_NEAR(log(1.0), 0.1, 1e-12);
  EXPECT_NEAR(log(31.0), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(log(1023.0), 1.0);
  EXPECT_DOUBLE_EQ(log(5000.0), 1.0);
  EXPECT_EQ(log.quantized(31.0), 128);  // 127.5 rounds away from zero
}

TEST(ChargeScaling, NegativeChargeIsBlack) {
  for (const Scaling kind : {Scaling::linear, Scaling::log, Scaling::clip}) {
    EXPECT_EQ(scaling(kind, 1000.0)(-5.0), 0.0);
    EXPECT_EQ(scaling(kind, 1000.0).quantized(-5.0), 0);
  }
}

TEST(ChargeScaling, NeverFallsWithTheCharge) {
  for (const Scaling kind : {Scaling::linear, Scaling::log, Scaling::clip}) {
    const ChargeScaling scale = scaling(kind, 1.0e6, 1.0e4);
    double before = 0.0;
    for (double electrons = 1.0; electrons < 1.0e7; electrons *= 1.1) {
      EXPECT_GE(scale(electrons), before);
      before = scale(electrons);
    }
    EXPECT_EQ(before, 1.0);
  }
}

}  // namespace
}  // namespace wirebench::detector
