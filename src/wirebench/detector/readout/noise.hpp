/// \file Electronics noise with a measured spectrum.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/anode.hpp"
#include "wirebench/detector/readout/channel_block.hpp"

namespace wirebench::detector {

/// Mean amplitude of the noise at a frequency f, without its white part and up to a factor:
/// (low + (1 - low) (1 - exp(-(f / rise)^2))) exp(-(f / fall)^power).
struct NoiseSpectrumShape {
  double low = 0.6;         ///< at frequency 0, of the plateau; 0 to 1
  double rise_mhz = 0.08;   ///< above 0
  double fall_mhz = 0.29;   ///< above 0
  double fall_power = 2.3;  ///< 0.5 to 10

  [[nodiscard]] double operator()(double frequency_mhz) const noexcept;
};

/// Parameters of the [noise] table of a preset; noise charges in electrons (ENC, rms at the shaper's output).
struct NoiseOptions {
  bool enabled = true;
  NoiseSpectrumShape shape;
  std::array<double, k_planes> base_e{};         ///< shaped part for a wire without length
  std::array<double, k_planes> slope_e_per_m{};  ///< shaped part, per metre of wire
  std::array<double, k_planes> white_e{};        ///< white part
  std::uint32_t coherent_channels = 0;           ///< neighbouring channels that share noise; 0: none do
  std::array<double, k_planes> coherent_e{};     ///< what they share, with the same spectrum shape
  std::vector<std::uint32_t> dead_channels;      ///< of the whole detector, ascending: without signal or noise
};

/// Reads [noise]. Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] NoiseOptions read_noise_options(ConfigTable& table);

/// Makes noise by adding up pieces of long noise that is made beforehand: two banks of 2^17 ticks with the spectrum
/// asked for and random phases (sums over tens of thousands of frequencies: Gaussian) and one of 2^16 ticks of white
/// noise. In each event a channel begins at random places of them. Its noise depends on the seed, the event, the
/// channel and the tick only: not on the window, the other channels or the threads. Two channels have the same piece of
/// one of the banks at the same time, and with it half of their noise's power in common, once in some ten thousand
/// pairs. LArSoft's simulations of wire noise also draw from noise made beforehand (a hundred waveforms or more).
/// Thread-safety: immutable; copies share the banks; calls may run at the same time.
class NoiseGenerator {
 public:
  /// `mv_per_electron`: peak of the shaper's answer, gains included.
  NoiseGenerator(const NoiseOptions& options, double mv_per_electron, Time tick, std::uint64_t seed);

  /// Adds noise to a block in mV and empties dead channels. `layer`: the channels of the block's plane.
  void operator()(ChannelBlock& block, const ChannelLayer& layer, std::uint64_t event) const;

  /// Equivalent noise charge of a channel, in electrons.
  [[nodiscard]] double enc(std::size_t plane, Length wire_length) const;
  /// rms amplitude of the bins of a transform of `length` ticks of this noise (root of the mean of |X|^2), in mV: what
  /// the noise looks like to signal processing. Shape: [length / 2 + 1].
  [[nodiscard]] std::vector<float> spectrum(std::size_t plane, Length wire_length, std::size_t length) const;

 private:
  struct Strength {
    double shaped_e = 0.0;
    double white_e = 0.0;
  };
  struct Banks;
  using Places = std::array<std::uint32_t, 3>;  ///< in the banks, of tick 0
  [[nodiscard]] Strength strength(std::size_t plane, Length wire_length) const;
  void add(const Places& places, Strength strength, std::int64_t first_tick, std::span<float> row) const;

  NoiseOptions options_;
  double mv_per_electron_;
  Time tick_;
  std::uint64_t seed_;
  std::shared_ptr<const Banks> banks_;  // none without noise
};

}  // namespace wirebench::detector
