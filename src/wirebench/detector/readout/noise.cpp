#include "wirebench/detector/readout/noise.hpp"

#include <Random123/philox.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/detector/readout/fft.hpp"
#include "wirebench/detector/readout/noise_kernel.hpp"
#include "wirebench/detector/wire_plane_config.hpp"

namespace wirebench::detector {
namespace {

// Lengths of the banks: powers of two, so that any 32 random bits are a place.
constexpr std::size_t k_shaped_bank = 1U << 17U;
constexpr std::size_t k_white_bank = 1U << 16U;

/// Sum over all bins of a transform of `length` ticks, the mirrored ones too, of the shape's power.
double total_power(const NoiseSpectrumShape& shape, std::size_t length, Time tick) {
  double sum = 0.0;
  for (std::size_t bin = 0; bin <= length / 2; ++bin) {
    const double amplitude =
        shape(static_cast<double>(bin) / (static_cast<double>(length) * tick.in(units::microsecond)));
    sum += (bin == 0 || 2 * bin == length ? 1.0 : 2.0) * amplitude * amplitude;
  }
  return sum;
}

}  // namespace

double NoiseSpectrumShape::operator()(double frequency_mhz) const noexcept {
  const double risen = 1.0 - std::exp(-std::pow(frequency_mhz / rise_mhz, 2.0));
  return (low + (1.0 - low) * risen) * std::exp(-std::pow(frequency_mhz / fall_mhz, fall_power));
}

NoiseOptions read_noise_options(ConfigTable& table) {
  NoiseOptions options;
  options.enabled = table.boolean("enabled", true);
  ConfigTable shape = table.table("spectrum");
  options.shape.low = shape.number("low", {0.0, 1.0});
  options.shape.rise_mhz = shape.number("rise_mhz", {0.001, 1.0});
  options.shape.fall_mhz = shape.number("fall_mhz", {0.01, 2.0});
  options.shape.fall_power = shape.number("fall_power", {0.5, 10.0});
  constexpr Range<double> charge{0.0, 1.0e5};
  options.base_e = read_by_plane(table, "base_e", charge);
  options.slope_e_per_m = read_by_plane(table, "slope_e_per_m", charge);
  options.white_e = read_by_plane(table, "white_e", charge);
  options.coherent_channels = static_cast<std::uint32_t>(table.integer("coherent_channels", {0, 100000}));
  options.coherent_e = read_by_plane(table, "coherent_e", charge);
  for (const double channel : table.numbers("dead_channels", {}, {0.0, 1.0e9})) {
    if (channel != std::floor(channel)) {
      table.fail("dead_channels", "not a channel", fmt::format("{} is not a whole number", channel),
                 "Give channel numbers.");
    }
    options.dead_channels.push_back(static_cast<std::uint32_t>(channel));
  }
  std::sort(options.dead_channels.begin(), options.dead_channels.end());
  return options;
}

namespace {

/// What random numbers are for.
enum class Kind : std::uint32_t { channel = 0, group = 1, bank = 2 };

r123::Philox4x32::ctr_type random_words(std::uint64_t seed, Kind kind, std::uint32_t number, std::uint64_t event) {
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U) ^
                                             (0x9e3779b9U * static_cast<std::uint32_t>(RandomStage::detector)) ^
                                             (static_cast<std::uint32_t>(event >> 32U) * 0x85ebca6bU)}};
  // The counters that RandomStream uses in its first 2^63 draws are left to it: bit 31 of the second word is set.
  const r123::Philox4x32::ctr_type counter{{number, 0x80000000U | (static_cast<std::uint32_t>(kind) << 29U),
                                            static_cast<std::uint32_t>(event), 0x6e6f6973U}};
  return r123::Philox4x32{}(counter, key);
}

/// Noise of rms 1 with the amplitudes given and random phases, which goes round: its end fits its beginning.
AlignedVector<float> make_bank(std::size_t length, std::uint64_t seed, std::uint32_t bank,
                               const std::function<double(double)>& amplitude_at) {
  const RealFft transform{length, 1};
  AlignedVector<std::complex<float>> spectrum(transform.bins());
  std::vector<double> amplitudes(transform.bins(), 0.0);
  double power = 0.0;
  // Without the two bins that have no phase.
  for (std::size_t bin = 1; 2 * bin < length; ++bin) {
    amplitudes[bin] = amplitude_at(static_cast<double>(bin) / static_cast<double>(length));
    power += 2.0 * amplitudes[bin] * amplitudes[bin];
  }
  WIREBENCH_EXPECT(power > 0.0);
  for (std::size_t bin = 1; 2 * bin < length; ++bin) {
    const auto words = random_words(seed, Kind::bank, static_cast<std::uint32_t>(bin), bank);
    const double phase = 2.0 * std::numbers::pi * 0x1.0p-32 * static_cast<double>(words[0]);
    spectrum[bin] = std::complex<float>{std::polar(amplitudes[bin] / std::sqrt(power), phase)};
  }
  AlignedVector<float> samples(length);
  transform.inverse(spectrum, samples);
  return samples;
}

}  // namespace

/// Long pieces of noise of rms 1.
struct NoiseGenerator::Banks {
  std::array<AlignedVector<float>, 2> shaped;
  AlignedVector<float> white;
};

NoiseGenerator::NoiseGenerator(const NoiseOptions& options, double mv_per_electron, Time tick, std::uint64_t seed)
    : options_{options}, mv_per_electron_{mv_per_electron}, tick_{tick}, seed_{seed} {
  WIREBENCH_EXPECT(mv_per_electron > 0.0 && tick.value() > 0.0);
  WIREBENCH_EXPECT(std::is_sorted(options_.dead_channels.begin(), options_.dead_channels.end()));
  if (!options_.enabled) return;
  const double tick_us = tick_.in(units::microsecond);
  const auto shape = [&](double cycles_per_tick) { return options_.shape(cycles_per_tick / tick_us); };
  banks_ = std::make_shared<const Banks>(
      Banks{{make_bank(k_shaped_bank, seed, 0, shape), make_bank(k_shaped_bank, seed, 1, shape)},
            make_bank(k_white_bank, seed, 2, [](double) { return 1.0; })});
}

NoiseGenerator::Strength NoiseGenerator::strength(std::size_t plane, Length wire_length) const {
  return {options_.base_e[plane] + options_.slope_e_per_m[plane] * wire_length.in(units::meter),
          options_.white_e[plane]};
}

double NoiseGenerator::enc(std::size_t plane, Length wire_length) const {
  const Strength own = strength(plane, wire_length);
  const double shared = options_.coherent_channels > 0 ? options_.coherent_e[plane] : 0.0;
  return std::hypot(own.shaped_e, own.white_e, shared);
}

std::vector<float> NoiseGenerator::spectrum(std::size_t plane, Length wire_length, std::size_t length) const {
  const Strength own = strength(plane, wire_length);
  const double shared = options_.coherent_channels > 0 ? options_.coherent_e[plane] : 0.0;
  const double total = total_power(options_.shape, length, tick_);
  const auto samples = static_cast<double>(length);
  std::vector<float> out(length / 2 + 1);
  for (std::size_t bin = 0; bin < out.size(); ++bin) {
    const double amplitude = options_.shape(static_cast<double>(bin) / (samples * tick_.in(units::microsecond)));
    const double shaped =
        (own.shaped_e * own.shaped_e + shared * shared) * samples * samples * amplitude * amplitude / total;
    out[bin] = static_cast<float>(mv_per_electron_ * std::sqrt(shaped + own.white_e * own.white_e * samples));
  }
  return out;
}

void NoiseGenerator::add(const Places& places, Strength strength, std::int64_t first_tick, std::span<float> row) const {
  const auto shaped = static_cast<float>(std::numbers::sqrt2 / 2.0 * strength.shaped_e * mv_per_electron_);
  const auto white = static_cast<float>(strength.white_e * mv_per_electron_);
  const auto place = [&](std::uint32_t start, std::size_t tick, std::size_t length) {
    // Whole turns do not matter, and unsigned numbers make them whole ones of the bank.
    return static_cast<std::size_t>(start + static_cast<std::uint64_t>(first_tick) + tick) % length;
  };
  for (std::size_t done = 0; done < row.size();) {
    const std::size_t one = place(places[0], done, k_shaped_bank);
    const std::size_t other = place(places[1], done, k_shaped_bank);
    const std::size_t third = place(places[2], done, k_white_bank);
    const std::size_t count =
        std::min({row.size() - done, k_shaped_bank - one, k_shaped_bank - other, k_white_bank - third});
    add_noise(&banks_->shaped[0][one], &banks_->shaped[1][other], shaped, &banks_->white[third], white, count,
              &row[done]);
    done += count;
  }
}

void NoiseGenerator::operator()(ChannelBlock& block, const ChannelLayer& layer, std::uint64_t event) const {
  WIREBENCH_EXPECT(block.plane < k_planes && block.tick == tick_);
  const auto places_of = [&](Kind kind, std::uint32_t number) {
    const auto words = random_words(seed_, kind, number, event);
    return Places{words[0], words[1], words[2]};
  };
  std::vector<float> shared;
  std::uint32_t shared_group = 0;
  for (std::size_t i = 0; i < block.channels.size(); ++i) {
    const std::uint32_t channel = block.channels[i];
    const std::uint32_t global = layer.first_channel() + channel;
    const std::span<float> row = block.row(i);
    if (std::binary_search(options_.dead_channels.begin(), options_.dead_channels.end(), global)) {
      std::fill(row.begin(), row.end(), 0.0F);
      continue;
    }
    if (!options_.enabled) continue;
    add(places_of(Kind::channel, global), strength(block.plane, layer.length(channel) * units::millimeter),
        block.first_tick, row);
    if (options_.coherent_channels == 0) continue;
    const std::uint32_t group = global / options_.coherent_channels;
    if (shared.empty() || group != shared_group) {
      shared.assign(block.ticks, 0.0F);
      shared_group = group;
      add(places_of(Kind::group, group), {options_.coherent_e[block.plane], 0.0}, block.first_tick, shared);
    }
    for (std::size_t tick = 0; tick < block.ticks; ++tick) row[tick] += shared[tick];
  }
}

}  // namespace wirebench::detector
