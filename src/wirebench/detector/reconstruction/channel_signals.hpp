/// \file Charge found on the channels of a wire plane.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// A stretch of one channel that holds a signal.
struct SignalRegion {
  std::uint32_t channel = 0;  ///< of the anode's layer
  std::int32_t first = 0;     ///< of its samples, counted from ChannelSignals::start
  std::uint32_t begin = 0;    ///< of its samples, in ChannelSignals::electrons
  std::uint32_t count = 0;
};

/// Charge by channel and time, where there is any. A region's sample n is the charge that arrived within `sample`
/// about the time start + (first + n) sample, smoothed by the filters; noise makes some of them negative.
struct ChannelSignals {
  std::uint32_t anode = 0;
  std::uint32_t plane = 0;
  Time start;                         ///< after the event's zero
  Time sample;                        ///< a whole number of readout ticks
  std::vector<SignalRegion> regions;  ///< by channel, then time
  std::vector<float> electrons;

  [[nodiscard]] std::span<const float> charge(const SignalRegion& region) const noexcept {
    return std::span{electrons}.subspan(region.begin, region.count);
  }
};

}  // namespace wirebench::detector
