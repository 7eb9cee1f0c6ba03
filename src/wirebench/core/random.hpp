/// \file Counter-based random numbers: every event has its own stream, whatever thread, rank or restart makes it.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "wirebench/core/philox_blocks.hpp"

namespace wirebench {

/// One named stream per random choice of a study; the numbers are part of the file format, never renumber.
enum class RandomStage : std::uint32_t {
  generator = 1,
  transport = 2,
  detector = 3,
  dataset_split = 4,
  weight_initialisation = 5,
  shuffle = 6,
  augmentation = 7,
  dropout = 8,
  calibration = 9,
  bootstrap = 10,
  overlay = 11,
  augmentation_move = 12,
  augmentation_wires = 13,
  augmentation_noise = 14,
  test = 1000,
};

/// Philox4x32-10 stream keyed by (study seed, stage) and counting from (event, draw).
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11 (doi:10.1145/2063384.2063405).
/// Satisfies UniformRandomBitGenerator (32 bits). Two streams with different keys or events never overlap.
/// Thread-safety: one stream per thread; construction is free of shared state.
class RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, RandomStage stage, std::uint64_t event) noexcept;

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }

  result_type operator()() noexcept {
    if (used_ == k_buffered) refill();
    return words_[used_++];
  }

  /// Uniform in [0, 1), 53 random bits.
  double uniform() noexcept {
    const std::uint64_t high = (*this)();
    const std::uint64_t low = (*this)();
    return static_cast<double>((high << 21U) ^ (low >> 11U)) * 0x1.0p-53;
  }
  /// Uniform in [0, 1), 32 random bits at half the cost: for choices and angles, not for the tails of distributions.
  double coarse_uniform() noexcept { return static_cast<double>((*this)()) * 0x1.0p-32; }
  /// Uniform in [low, high).
  double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
  /// Standard normal (Box-Muller; both values of a pair are used).
  double normal() noexcept;
  /// Exponential with the given mean.
  double exponential(double mean) noexcept;
  /// Uniform integer in [0, bound), unbiased; bound > 0.
  std::uint32_t below(std::uint32_t bound) noexcept;

 private:
  // Eight blocks at a time: a block's ten rounds wait for one another, those of different blocks do not, and go through
  // vector instructions together (philox_blocks.hpp). The numbers are the same as one by one.
  static constexpr unsigned k_blocks = philox::k_blocks;
  static constexpr unsigned k_buffered = 4 * k_blocks;

  void refill() noexcept;

  std::uint64_t block_ = 0;  // the next one
  std::uint64_t event_;
  std::uint64_t key_;
  std::array<std::uint32_t, k_buffered> words_{};
  unsigned used_ = k_buffered;  // of words_, already handed out
  double spare_normal_ = 0.0;
  bool has_spare_normal_ = false;
};

}  // namespace wirebench
