#include "wirebench/convert/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wirebench::convert {
namespace {

// Bit patterns from the binary16 tables of IEEE 754 and its usual references.
TEST(Half, KnownNumbers) {
  EXPECT_EQ(to_half(0.0F), 0x0000);
  EXPECT_EQ(to_half(-0.0F), 0x8000);
  EXPECT_EQ(to_half(1.0F), 0x3c00);
  EXPECT_EQ(to_half(-2.0F), 0xc000);
  EXPECT_EQ(to_half(1.0F / 3.0F), 0x3555);
  EXPECT_EQ(to_half(65504.0F), 0x7bff);
  EXPECT_EQ(to_half(std::ldexp(1.0F, -14)), 0x0400);               // smallest normal
  EXPECT_EQ(to_half(std::ldexp(1023.0F / 1024.0F, -14)), 0x03ff);  // largest subnormal
  EXPECT_EQ(to_half(std::ldexp(1.0F, -24)), 0x0001);               // smallest subnormal
}

TEST(Half, RoundsToNearestEven) {
  EXPECT_EQ(to_half(2049.0F), 0x6800);                // between 2048 and 2050: even
  EXPECT_EQ(to_half(2051.0F), 0x6802);                // between 2050 and 2052: even
  EXPECT_EQ(to_half(2047.5F), 0x6800);                // carries into the exponent
  EXPECT_EQ(to_half(std::ldexp(1.0F, -25)), 0x0000);  // halfway to the smallest
  EXPECT_EQ(to_half(std::ldexp(1.5F, -25)), 0x0001);
  EXPECT_EQ(to_half(std::numeric_limits<float>::denorm_min()), 0x0000);
}

TEST(Half, ClampsAndKeepsNan) {
  EXPECT_EQ(to_half(1e30F), 0x7bff);
  EXPECT_EQ(to_half(-std::numeric_limits<float>::infinity()), 0xfbff);
  EXPECT_EQ(to_half(65519.0F), 0x7bff);
  EXPECT_EQ(to_half(std::nanf("")) & 0x7fff, 0x7e00);
}

}  // namespace
}  // namespace wirebench::convert
