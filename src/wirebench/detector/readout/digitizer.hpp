/// \file The analogue-to-digital converter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "wirebench/core/config.hpp"
#include "wirebench/detector/readout/channel_block.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

enum class Rounding : std::uint8_t {
  down,  ///< a count is the whole steps below the voltage
  nearest,
};

/// Parameters of the [digitizer] table of a preset.
struct DigitizerOptions {
  int bits = 12;                               ///< 2 to 16
  double mv_per_count = 0.4884;                ///< above 0
  std::array<double, k_planes> pedestal_mv{};  ///< where no signal lies above count 0, by plane
  Rounding rounding = Rounding::down;
};

/// Reads [digitizer]. Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] DigitizerOptions read_digitizer_options(ConfigTable& table);

/// Samples beyond the converter's range in a block.
struct Saturation {
  std::size_t low = 0;
  std::size_t high = 0;
};

/// Turns mV into counts: the whole number of steps from the bottom of the range, at most 2^bits - 1.
/// Thread-safety: immutable.
class Digitizer {
 public:
  explicit Digitizer(const DigitizerOptions& options) noexcept;

  /// In place; the samples become whole numbers. Samples beyond the range are clipped and counted.
  Saturation operator()(ChannelBlock& block) const;

  /// Count of a channel without signal and noise, as a whole number.
  [[nodiscard]] double pedestal(std::size_t plane) const noexcept;
  /// Mean count of a channel with noise and without signal.
  [[nodiscard]] double baseline(std::size_t plane) const noexcept;
  [[nodiscard]] double mv_per_count() const noexcept { return options_.mv_per_count; }

 private:
  DigitizerOptions options_;
  double highest_;
};

}  // namespace wirebench::detector
