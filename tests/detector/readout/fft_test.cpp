#include "wirebench/detector/readout/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace wirebench::detector {
namespace {

TEST(RealFft, TransformsRowsAsTheSumSays) {
  constexpr std::size_t length = 30;
  const RealFft transform{length, 3};
  AlignedVector<float> samples(3 * length);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = std::sin(0.7F * static_cast<float>(i * i));
  AlignedVector<std::complex<float>> spectrum(3 * transform.bins());
  transform.forward(samples, spectrum);
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t bin = 0; bin < transform.bins(); ++bin) {
      std::complex<double> sum{};
      for (std::size_t i = 0; i < length; ++i) {
        sum += static_cast<double>(samples[row * length + i]) *
               std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(bin * i) / length);
      }
      const std::complex<double> found{spectrum[row * transform.bins() + bin]};
      EXPECT_NEAR(std::abs(found - sum), 0.0, 1e-5);
    }
  }
  AlignedVector<float> back(samples.size());
  transform.inverse(spectrum, back);
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_NEAR(back[i], length * samples[i], 1e-4);
}

TEST(RealFft, FastLengthsHaveSmallFactors) {
  EXPECT_EQ(RealFft::fast_length(1), 2U);
  EXPECT_EQ(RealFft::fast_length(1024), 1024U);
  EXPECT_EQ(RealFft::fast_length(1025), 1080U);
  EXPECT_EQ(RealFft::fast_length(3427), 3456U);
}

}  // namespace
}  // namespace wirebench::detector
