/// \file Which ticks and channels are made.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"

namespace wirebench::detector {

enum class TickSelection : std::uint8_t {
  full,    ///< the whole readout
  signal,  ///< of each channel, those of its signals, with a margin; from the first to the last signal where all
           ///< channels are made
};
enum class ChannelSelection : std::uint8_t {
  signal,  ///< channels with signal, and neighbours with as much as of a quarter of least_electrons
  all,
};

/// Parameters of the [readout] table of a preset.
struct ReadoutWindow {
  Time tick{500.0};
  Time start{0.0};           ///< of tick 0, after the event's zero
  std::size_t ticks = 6000;  ///< of the whole readout
  TickSelection selection = TickSelection::full;
  std::size_t margin = 100;  ///< ticks before and after the signal, for TickSelection::signal
  ChannelSelection channels = ChannelSelection::signal;
  double least_electrons = 0.0;  ///< a signal counts from this much charge on, that arrives on one wire without a pause
};

/// Reads [readout]. Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] ReadoutWindow read_readout_window(ConfigTable& table);

}  // namespace wirebench::detector
