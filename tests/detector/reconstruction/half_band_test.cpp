#include "wirebench/detector/reconstruction/half_band.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace wirebench::detector {
namespace {

TEST(HalfBand, PassesTheLowerHalfOfTheBand) {
  const HalfBand half_band;
  EXPECT_NEAR(half_band.gain(0.0), 1.0, 1e-6);
  EXPECT_NEAR(half_band.gain(0.25), 0.5, 1e-6);
  for (double frequency = 0.0; frequency <= 0.16; frequency += 0.005) {
    EXPECT_NEAR(half_band.gain(frequency), 1.0, 0.02) << frequency;
  }
  for (double frequency = 0.34; frequency <= 0.5; frequency += 0.005) {
    EXPECT_LT(std::abs(half_band.gain(frequency)), 0.02) << frequency;
  }
}

// Lengths with and without a rest after the vectors.
TEST(HalfBand, TakesEverySecondSample) {
  const HalfBand half_band;
  std::vector<float> scratch;
  for (const std::size_t length : {7U, 64U, 101U, 330U}) {
    for (const double frequency : {0.0, 0.03, 0.2, 0.42}) {
      std::vector<float> samples(length);
      const auto phase = [&](std::size_t i) {
        return 2.0 * std::numbers::pi * frequency * static_cast<double>(i) + 0.3;
      };
      for (std::size_t i = 0; i < length; ++i) samples[i] = static_cast<float>(900.0 + 50.0 * std::cos(phase(i)));
      samples[0] += 1.0F;  // no dead channel at frequency 0
      std::vector<float> out(length / 2);
      half_band(samples, 900.0F, out, scratch);
      // The ends know of nothing beyond.
      for (std::size_t i = 4; i + 4 < out.size(); ++i) {
        EXPECT_NEAR(static_cast<double>(out[i]), 50.0 * half_band.gain(frequency) * std::cos(phase(2 * i)), 2e-3)
            << length << ' ' << frequency << ' ' << i;
      }
    }
  }
}

TEST(HalfBand, KeepsTheChargeOfAPulse) {
  const HalfBand half_band;
  std::vector<float> scratch;
  for (const std::size_t place : {40U, 41U}) {
    std::vector<float> samples(100, 10.0F);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double away = (static_cast<double>(i) - static_cast<double>(place)) / 2.5;
      samples[i] += static_cast<float>(100.0 * std::exp(-0.5 * away * away));
    }
    std::vector<float> out(50);
    half_band(samples, 10.0F, out, scratch);
    double sum = 0.0;
    for (const float value : out) sum += 2.0 * static_cast<double>(value);
    EXPECT_NEAR(sum / (100.0 * 2.5 * std::sqrt(2.0 * std::numbers::pi)), 1.0, 1e-3) << place;
  }
}

TEST(HalfBand, MakesNothingOfADeadChannel) {
  const HalfBand half_band;
  std::vector<float> scratch;
  std::vector<float> out(10, 3.0F);
  half_band(std::vector<float>(20, 905.0F), 900.0F, out, scratch);
  for (const float value : out) EXPECT_EQ(value, 0.0F);
}

}  // namespace
}  // namespace wirebench::detector
