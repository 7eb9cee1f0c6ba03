/// \file Waveforms of some channels of one wire plane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Samples of some channels of one plane of one anode, in a common window of ticks.
/// Shape: `samples` [channels, ticks], row-major; mV after synthesis, ADC counts after digitising.
/// Tick n of the readout is at the readout's start + n tick; the block's first column is tick `first_tick`.
struct ChannelBlock {
  std::uint32_t anode = 0;
  std::uint32_t plane = 0;
  std::int32_t first_tick = 0;
  std::size_t ticks = 0;
  Time tick;
  std::vector<std::uint32_t> channels;  ///< of the anode, ascending
  std::vector<float> samples;

  [[nodiscard]] std::span<float> row(std::size_t index) noexcept {
    return std::span{samples}.subspan(index * ticks, ticks);
  }
  [[nodiscard]] std::span<const float> row(std::size_t index) const noexcept {
    return std::span{samples}.subspan(index * ticks, ticks);
  }
};

}  // namespace wirebench::detector
