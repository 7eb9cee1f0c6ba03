#include "wirebench/detector/readout/noise.hpp"

#include <Random123/philox.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/detector/readout/noise_kernel.hpp"
#include "wirebench/detector/wire_plane_config.hpp"

namespace wirebench::detector {
namespace {

constexpr std::size_t k_hop = NoiseGenerator::k_stretch - NoiseGenerator::k_fade;
constexpr std::size_t k_values =
    (NoiseGenerator::k_stretch + 2 + 15) / 16 * 16;  // real and imaginary parts, in full vectors

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

/// Whose random numbers: a channel or a group of channels of an event.
struct NoiseGenerator::Source {
  enum class Kind : std::uint32_t { channel = 0, group = 1 };
  Kind kind;
  std::uint32_t number;
  std::uint64_t event;
};

struct NoiseGenerator::Scratch {
  AlignedVector<float> values = AlignedVector<float>(k_values);
  AlignedVector<float> stretch = AlignedVector<float>(k_stretch);
};

NoiseGenerator::NoiseGenerator(const NoiseOptions& options, double mv_per_electron, Time tick, std::uint64_t seed)
    : options_{options},
      mv_per_electron_{mv_per_electron},
      tick_{tick},
      seed_{seed},
      shape2_(k_values, 0.0F),
      transform_{k_stretch, 1} {
  WIREBENCH_EXPECT(mv_per_electron > 0.0 && tick.value() > 0.0);
  WIREBENCH_EXPECT(std::is_sorted(options_.dead_channels.begin(), options_.dead_channels.end()));
  // The inverse transform is not normalised: a sample's variance is the sum over all bins of the variance of its two
  // parts. A total of 1 is shared between the parts in proportion to the shape's power.
  const double total = total_power(options_.shape, k_stretch, tick_);
  for (std::size_t bin = 0; bin <= k_stretch / 2; ++bin) {
    const double amplitude =
        options_.shape(static_cast<double>(bin) / (static_cast<double>(k_stretch) * tick_.in(units::microsecond)));
    const auto power = static_cast<float>(0.5 * amplitude * amplitude / total);
    shape2_[2 * bin] = power;
    shape2_[2 * bin + 1] = power;
  }
  for (std::size_t i = 0; i < k_fade; ++i) {
    const double phase = 0.5 * std::numbers::pi * (static_cast<double>(i) + 0.5) / k_fade;
    fade_in_[i] = static_cast<float>(std::sin(phase));
  }
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

void NoiseGenerator::add(const Source& source, Strength strength, const ChannelBlock& block, std::span<float> row,
                         Scratch& scratch) const {
  AlignedVector<float>& values = scratch.values;
  AlignedVector<float>& stretch = scratch.stretch;
  const auto power = [&](double electrons) {
    const double rms = electrons * mv_per_electron_;
    return static_cast<float>(rms * rms);
  };
  const float shaped = power(strength.shaped_e);
  const float white = power(strength.white_e) / (2.0F * static_cast<float>(k_stretch));
  const auto hop = static_cast<std::int64_t>(k_hop);
  const auto fade = static_cast<std::int64_t>(k_fade);
  const auto whole = static_cast<std::int64_t>(k_stretch);
  const std::int64_t begin = block.first_tick;
  const std::int64_t end = begin + static_cast<std::int64_t>(row.size());
  const auto floor_hops = [&](std::int64_t tick) { return tick >= 0 ? tick / hop : -((-tick + hop - 1) / hop); };
  for (std::int64_t index = floor_hops(begin - fade); index * hop < end; ++index) {
    NoiseRandomState state;
    // The counters that RandomStream uses in its first 2^63 draws are left to it: bit 31 of the second word is set.
    const r123::Philox4x32::key_type key{
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32U) ^
                                                (0x9e3779b9U * static_cast<std::uint32_t>(RandomStage::detector)) ^
                                                (static_cast<std::uint32_t>(source.event >> 32U) * 0x85ebca6bU)}};
    for (std::uint32_t block_index = 0; block_index < 16; ++block_index) {
      // 26 bits of stretch number, 4 of block, one of kind.
      const std::uint32_t place = 0x80000000U | (static_cast<std::uint32_t>(source.kind) << 30U) |
                                  ((static_cast<std::uint32_t>(index) & 0x03ffffffU) << 4U) | block_index;
      const r123::Philox4x32::ctr_type counter{
          {source.number, place, static_cast<std::uint32_t>(source.event), 0x6e6f6973U}};
      const auto random = r123::Philox4x32{}(counter, key);
      for (std::size_t word = 0; word < 4; ++word) state.words[word][block_index] = random[word];
    }
    fill_random_spectrum(state, shape2_.data(), shaped, white, k_values, values.data());
    // The bins at both ends of the spectrum are real and stand for themselves alone: all the variance in one part.
    values[0] *= std::numbers::sqrt2_v<float>;
    values[k_stretch] *= std::numbers::sqrt2_v<float>;
    values[1] = 0.0F;
    values[k_stretch + 1] = 0.0F;
    // Pairs of floats are complex numbers by the C++ standard's layout guarantee.
    const std::span bins{reinterpret_cast<std::complex<float>*>(values.data()), transform_.bins()};
    transform_.inverse(bins, stretch);
    for (std::size_t i = 0; i < k_fade; ++i) {
      stretch[i] *= fade_in_[i];
      stretch[k_stretch - 1 - i] *= fade_in_[i];
    }
    const std::int64_t start = index * hop;
    const std::int64_t from = std::max(start, begin);
    const std::int64_t to = std::min(start + whole, end);
    for (std::int64_t tick = from; tick < to; ++tick) {
      row[static_cast<std::size_t>(tick - begin)] += stretch[static_cast<std::size_t>(tick - start)];
    }
  }
}

void NoiseGenerator::operator()(ChannelBlock& block, const ChannelLayer& layer, std::uint64_t event) const {
  WIREBENCH_EXPECT(block.plane < k_planes && block.tick == tick_);
  Scratch scratch;
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
    add({Source::Kind::channel, global, event}, strength(block.plane, layer.length(channel) * units::millimeter), block,
        row, scratch);
    if (options_.coherent_channels == 0) continue;
    const std::uint32_t group = global / options_.coherent_channels;
    if (shared.empty() || group != shared_group) {
      shared.assign(block.ticks, 0.0F);
      shared_group = group;
      add({Source::Kind::group, group, event}, {options_.coherent_e[block.plane], 0.0}, block, shared, scratch);
    }
    for (std::size_t tick = 0; tick < block.ticks; ++tick) row[tick] += shared[tick];
  }
}

}  // namespace wirebench::detector
