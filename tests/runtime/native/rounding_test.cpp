// Rounding rules against values worked out by hand from their definitions.
#include <gtest/gtest.h>

#include <cmath>

#include "wirebench/runtime/native/constant_folding.hpp"
#include "wirebench/runtime/native/dynamic_range.hpp"
#include "wirebench/runtime/native/requantize.hpp"

namespace wirebench::runtime::native {
namespace {

TEST(RoundHalfEven, TiesGoToTheEvenNeighbour) {
  EXPECT_EQ(round_half_even(0.5F), 0);
  EXPECT_EQ(round_half_even(1.5F), 2);
  EXPECT_EQ(round_half_even(2.5F), 2);
  EXPECT_EQ(round_half_even(-0.5F), 0);
  EXPECT_EQ(round_half_even(-1.5F), -2);
  EXPECT_EQ(round_half_even(126.5F), 126);
  EXPECT_EQ(round_half_even(-127.5F), -128);
  EXPECT_EQ(round_half_even(2.500001F), 3);
  EXPECT_EQ(round_half_even(-254.49F), -254);
}

TEST(ToFixed, IsMantissaAndExponent) {
  EXPECT_EQ(to_fixed(0.5).multiplier, 1 << 30);
  EXPECT_EQ(to_fixed(0.5).shift, 0);
  EXPECT_EQ(to_fixed(1.0).multiplier, 1 << 30);
  EXPECT_EQ(to_fixed(1.0).shift, 1);
  EXPECT_EQ(to_fixed(0.1).shift, -3);                                 // 0.1 = 0.8 / 8
  EXPECT_EQ(to_fixed(0.1).multiplier, 1717986918);                    // 0.8 * 2^31 = 1717986918.4
  EXPECT_EQ(to_fixed(std::nextafter(1.0, 0.0)).multiplier, 1 << 30);  // rounds up to 2^31, so halved
  EXPECT_EQ(to_fixed(std::nextafter(1.0, 0.0)).shift, 1);
  EXPECT_EQ(to_fixed(0.0).multiplier, 0);
  EXPECT_EQ(to_fixed(std::ldexp(1.0, -40)).multiplier, 0);
}

TEST(Multiply, RoundsTwice) {
  const FixedMultiplier half = to_fixed(0.5);
  EXPECT_EQ(multiply(100, half), 50);
  EXPECT_EQ(multiply(1, half), 1);  // first rounding: ties up
  EXPECT_EQ(multiply(-1, half), 0);
  EXPECT_EQ(multiply(3, half), 2);
  EXPECT_EQ(multiply(-3, half), -1);
  const FixedMultiplier quarter = to_fixed(0.25);
  EXPECT_EQ(multiply(1, quarter), 1);  // 0.25 -> 0.5 rounds to 1, halved rounds away from zero: the known bias
  EXPECT_EQ(multiply(3, quarter), 1);
  EXPECT_EQ(multiply(-6, quarter), -2);  // -1.5: second rounding away from zero
  EXPECT_EQ(multiply(1000, to_fixed(1.5)), 1500);
  EXPECT_EQ(multiply(12345, to_fixed(0.0)), 0);
}

TEST(HalfToFloat, KnownEncodings) {  // examples of IEEE 754-2019 binary16
  EXPECT_EQ(half_to_float(0x0000), 0.0F);
  EXPECT_TRUE(std::signbit(half_to_float(0x8000)));
  EXPECT_EQ(half_to_float(0x3C00), 1.0F);
  EXPECT_EQ(half_to_float(0xC000), -2.0F);
  EXPECT_EQ(half_to_float(0x7BFF), 65504.0F);
  EXPECT_EQ(half_to_float(0x0400), 6.103515625e-05F);
  EXPECT_EQ(half_to_float(0x0001), 5.9604644775390625e-08F);
  EXPECT_EQ(half_to_float(0x3555), 0.333251953125F);
  EXPECT_TRUE(std::isinf(half_to_float(0xFC00)));
  EXPECT_TRUE(std::isnan(half_to_float(0x7E00)));
}

TEST(DynamicParams, ContainZeroExactly) {
  const DynamicParams both = dynamic_params(-1.0F, 1.55F);  // 255 steps of 0.01, zero 100 steps above the lowest
  EXPECT_FLOAT_EQ(both.scale, 0.01F);
  EXPECT_EQ(both.zero_point, -28);
  EXPECT_EQ(dynamic_params(0.3F, 2.55F).zero_point, -128);  // widened down to 0
  EXPECT_FLOAT_EQ(dynamic_params(0.3F, 2.55F).scale, 0.01F);
  EXPECT_EQ(dynamic_params(-2.55F, -1.0F).zero_point, 127);
  EXPECT_EQ(dynamic_params(0.0F, 0.0F).scale, 1.0F);
  EXPECT_EQ(dynamic_params(0.0F, 0.0F).zero_point, 0);
}

}  // namespace
}  // namespace wirebench::runtime::native
