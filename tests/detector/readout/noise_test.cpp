#include "wirebench/detector/readout/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include "detector/readout/noise_sets.hpp"
#include "detector/readout/reference_table.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/detector/readout/fft.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_mv_per_electron = 14.0 / 6241.5;  // 14 mV/fC

ChannelLayer channels_of(std::vector<float> lengths_mm) {
  return ChannelLayer{0, std::vector<std::vector<WireSegment>>(lengths_mm.size(), {WireSegment{}}),
                      std::move(lengths_mm)};
}

ChannelBlock empty_block(std::vector<std::uint32_t> channels, std::int32_t first_tick, std::size_t ticks, Time tick,
                         std::uint32_t plane = 0) {
  ChannelBlock block;
  block.plane = plane;
  block.first_tick = first_tick;
  block.ticks = ticks;
  block.tick = tick;
  block.samples.assign(ticks * channels.size(), 0.0F);
  block.channels = std::move(channels);
  return block;
}

double rms(std::span<const float> row) {
  double sum = 0.0;
  for (const float value : row) sum += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(sum / static_cast<double>(row.size()));
}

TEST(NoiseGenerator, HasTheMeasuredNoiseChargeAtEachListedLength) {
  // Columns: set, plane, wire_m, nsamples, tick_us, rms_mV, ENC_e. Two spectra of one length are two kinds of boards.
  const std::map<std::string, std::size_t> planes{{"U", 0}, {"V", 1}, {"W", 2}};
  std::size_t compared = 0;
  for (const auto& row : reference_table("noise_reference.csv")) {
    const NoiseOptions options = noise_set(row[0]);
    const Time tick = std::stod(row[4]) * units::microsecond;
    const std::size_t plane = planes.at(row[1]);
    const NoiseGenerator generator{options, k_mv_per_electron, tick, 1};
    const Length length = std::stod(row[2]) * units::meter;
    EXPECT_NEAR(generator.enc(plane, length) / std::stod(row[6]), 1.0, 0.05)
        << row[0] << " " << row[1] << " " << row[2];
    // What is made has that noise: 16 channels of 8000 ticks.
    const ChannelLayer layer = channels_of(std::vector<float>(16, static_cast<float>(length.value())));
    std::vector<std::uint32_t> all(16);
    for (std::uint32_t i = 0; i < 16; ++i) all[i] = i;
    ChannelBlock block = empty_block(all, 0, 8000, tick, static_cast<std::uint32_t>(plane));
    generator(block, layer, compared);
    EXPECT_NEAR(rms(block.samples) / std::stod(row[5]), 1.0, 0.05) << row[0] << " " << row[1] << " " << row[2];
    ++compared;
  }
  EXPECT_EQ(compared, 49U);
}

TEST(NoiseGenerator, HasTheMeasuredSpectrumShape) {
  // Columns of a set's planes and lengths; a preset has one shape for all of them: their mean, amplitude over its
  // maximum without the white part. (The columns themselves differ by up to 0.16 at the lowest frequencies.)
  const std::map<std::string, std::vector<std::size_t>> sets{
      {"uBooNE_v2", {1, 2, 3}}, {"ProtoDUNE-SP_v1", {4, 5}}, {"ProtoDUNE-HD_14mVfC_v1", {6, 7}}, {"SBND_v1", {8, 9}}};
  const auto table = reference_table("noise_spectrum_shape.csv");
  for (const auto& [set, columns] : sets) {
    const NoiseSpectrumShape shape = noise_set(set).shape;
    double most = 0.0;
    for (double f = 0.0; f < 0.3; f += 0.001) most = std::max(most, shape(f));
    for (const auto& row : table) {
      double mean = 0.0;
      for (const std::size_t column : columns) mean += std::stod(row[column]) / static_cast<double>(columns.size());
      EXPECT_NEAR(shape(std::stod(row[0])) / most, mean, 0.04) << set << " at " << row[0] << " MHz";
    }
  }
}

TEST(NoiseGenerator, SpectrumOfTheWaveformsIsTheOneAskedFor) {
  const NoiseOptions options = noise_set("ProtoDUNE-SP_v1");
  const Time tick{500.0};
  const NoiseGenerator generator{options, k_mv_per_electron, tick, 3};
  constexpr std::size_t length = 2000;
  constexpr std::size_t rows = 200;
  std::vector<std::uint32_t> all(rows);
  for (std::uint32_t i = 0; i < rows; ++i) all[i] = i;
  ChannelBlock block = empty_block(all, 100, length, tick);
  generator(block, channels_of(std::vector<float>(rows, 7500.0F)), 9);
  const RealFft transform{length, 1};
  AlignedVector<float> samples(length);
  AlignedVector<std::complex<float>> spectrum(transform.bins());
  std::vector<double> power(transform.bins(), 0.0);
  for (std::size_t row = 0; row < rows; ++row) {
    std::copy(block.row(row).begin(), block.row(row).end(), samples.begin());
    transform.forward(samples, spectrum);
    for (std::size_t bin = 0; bin < transform.bins(); ++bin)
      power[bin] += static_cast<double>(std::norm(spectrum[bin]));
  }
  const std::vector<float> expected = generator.spectrum(0, Length{7500.0}, length);
  // Bands of 50 bins: 200 rows give them a statistical error of 0.5 % in amplitude.
  for (std::size_t band = 20; band + 50 < transform.bins(); band += 50) {
    double found = 0.0;
    double asked = 0.0;
    for (std::size_t bin = band; bin < band + 50; ++bin) {
      found += power[bin] / rows;
      asked += static_cast<double>(expected[bin]) * static_cast<double>(expected[bin]);
    }
    EXPECT_NEAR(std::sqrt(found / asked), 1.0, 0.03) << "from bin " << band;
  }
}

TEST(NoiseGenerator, IsGaussianAndSteady) {
  NoiseOptions options = noise_set("SBND_v1");
  const NoiseGenerator generator{options, k_mv_per_electron, Time{500.0}, 5};
  std::vector<std::uint32_t> all(500);
  for (std::uint32_t i = 0; i < 500; ++i) all[i] = i;
  ChannelBlock block = empty_block(all, 0, 2048, Time{500.0});
  generator(block, channels_of(std::vector<float>(500, 5773.0F)), 2);
  double second = 0.0;
  double fourth = 0.0;
  std::vector<double> by_tick(2048, 0.0);
  for (std::size_t i = 0; i < block.samples.size(); ++i) {
    const double square = static_cast<double>(block.samples[i]) * static_cast<double>(block.samples[i]);
    second += square;
    fourth += square * square;
    by_tick[i % 2048] += square / 500.0;
  }
  const auto count = static_cast<double>(block.samples.size());
  second /= count;
  fourth /= count;
  EXPECT_NEAR(fourth / (second * second), 3.0, 0.03);
  // Parts of the readout do not differ.
  for (std::size_t part = 0; part < 4; ++part) {
    double sum = 0.0;
    for (std::size_t tick = 512 * part; tick < 512 * (part + 1); ++tick) sum += by_tick[tick] / 512.0;
    EXPECT_NEAR(sum / second, 1.0, 0.03);
  }
  // Neither do channels: 2048 ticks with some 4 ticks of correlation leave 3 % each, and 500 of them a range of 10 %.
  for (std::size_t i = 0; i < 500; ++i) EXPECT_NEAR(rms(block.row(i)) / std::sqrt(second), 1.0, 0.15);
}

TEST(NoiseGenerator, DependsOnChannelEventAndTickOnly) {
  const NoiseOptions options = noise_set("SBND_v1");
  const NoiseGenerator generator{options, k_mv_per_electron, Time{500.0}, 7};
  const ChannelLayer layer = channels_of(std::vector<float>(20, 4000.0F));
  ChannelBlock whole = empty_block({0, 3, 4, 19}, 0, 3000, Time{500.0});
  generator(whole, layer, 11);
  ChannelBlock part = empty_block({4}, 850, 300, Time{500.0});
  generator(part, layer, 11);
  for (std::size_t tick = 0; tick < 300; ++tick) EXPECT_EQ(part.samples[tick], whole.row(2)[850 + tick]);
  ChannelBlock other = empty_block({4}, 850, 300, Time{500.0});
  generator(other, layer, 12);
  EXPECT_NE(other.samples, part.samples);
  // Channels are independent: 3000 ticks of noise with some 4 ticks of correlation.
  double product = 0.0;
  for (std::size_t tick = 0; tick < 3000; ++tick)
    product += static_cast<double>(whole.row(0)[tick] * whole.row(1)[tick]);
  EXPECT_LT(std::abs(product) / 3000.0, 0.15 * rms(whole.row(0)) * rms(whole.row(1)));
}

TEST(NoiseGenerator, CoherentNoiseIsSharedWithinAGroup) {
  NoiseOptions options = noise_set("SBND_v1");
  options.base_e = {};
  options.slope_e_per_m = {};
  options.white_e = {};
  options.coherent_channels = 4;
  options.coherent_e = {300.0, 300.0, 300.0};
  const NoiseGenerator generator{options, k_mv_per_electron, Time{500.0}, 7};
  ChannelBlock block = empty_block({2, 3, 4}, 0, 4000, Time{500.0});
  generator(block, channels_of(std::vector<float>(8, 4000.0F)), 1);
  EXPECT_TRUE(std::equal(block.row(0).begin(), block.row(0).end(), block.row(1).begin()));
  EXPECT_FALSE(std::equal(block.row(1).begin(), block.row(1).end(), block.row(2).begin()));
  EXPECT_NEAR(rms(block.samples) / k_mv_per_electron, 300.0, 30.0);
  EXPECT_NEAR(generator.enc(0, Length{4000.0}), 300.0, 1e-9);
}

TEST(NoiseGenerator, DeadChannelsAreEmpty) {
  NoiseOptions options = noise_set("SBND_v1");
  options.dead_channels = {1};
  const NoiseGenerator generator{options, k_mv_per_electron, Time{500.0}, 7};
  ChannelBlock block = empty_block({0, 1, 2}, 0, 100, Time{500.0});
  std::fill(block.samples.begin(), block.samples.end(), 5.0F);
  generator(block, channels_of(std::vector<float>(3, 4000.0F)), 1);
  EXPECT_EQ(rms(block.row(1)), 0.0);
  EXPECT_GT(rms(block.row(0)), 0.0);
}

TEST(ReadNoiseOptions, NeedsAValueForEachPlane) {
  const auto read = [](const std::string& base) {
    ConfigTable table = Config::parse("base_e = " + base + R"(
slope_e_per_m = [1.0, 2.0, 3.0]
white_e = [10.0, 20.0, 30.0]
coherent_channels = 48
coherent_e = [1.0, 1.0, 1.0]
dead_channels = [7, 3]
[spectrum]
low = 0.5
rise_mhz = 0.1
fall_mhz = 0.3
fall_power = 2.0
)",
                                      "test")
                            .root();
    const NoiseOptions options = read_noise_options(table);
    table.finish();
    return options;
  };
  const NoiseOptions options = read("[100.0, 200.0, 300.0]");
  EXPECT_TRUE(options.enabled);
  EXPECT_EQ(options.base_e[1], 200.0);
  EXPECT_EQ(options.dead_channels, (std::vector<std::uint32_t>{3, 7}));
  EXPECT_EQ(options.coherent_channels, 48U);
  EXPECT_THROW(static_cast<void>(read("[100.0, 200.0]")), Error);
  EXPECT_THROW(static_cast<void>(read("[100.0, 200.0, -1.0]")), Error);
}

}  // namespace
}  // namespace wirebench::detector
