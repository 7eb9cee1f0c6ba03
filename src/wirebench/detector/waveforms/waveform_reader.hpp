/// \file Reading waveforms event by event.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "wirebench/core/json.hpp"
#include "wirebench/detector/waveforms/event_waveforms.hpp"
#include "wirebench/detector/waveforms/waveform_header.hpp"

namespace wirebench::detector {

/// An open file. Checks on opening: format, attributes, shapes and types, that the events' parts of the tables lie
/// inside them. Memory: the table of events, and one event at a time.
/// Thread-safety: concurrent const calls are allowed (HDF5 access is serialised inside).
class WaveformReader {
 public:
  /// Errors: Error(usage) when missing; Error(failed) for a file of another form, truncated or damaged.
  explicit WaveformReader(const std::filesystem::path& path);
  ~WaveformReader();
  WaveformReader(WaveformReader&&) noexcept;
  WaveformReader& operator=(WaveformReader&&) noexcept;

  [[nodiscard]] const WaveformHeader& header() const noexcept;
  [[nodiscard]] std::span<const WaveformEvent> events() const noexcept;
  [[nodiscard]] std::uint64_t traces() const noexcept;
  [[nodiscard]] std::uint64_t samples() const noexcept;

  /// The event in row `position`; its traces count from its own samples. Errors: Error(failed) when the file is damaged
  /// there: samples that are not there or not in order, numbers out of range.
  [[nodiscard]] EventWaveforms read(std::uint64_t position) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What is in it, for `wirebench inspect`.
[[nodiscard]] Json describe(const WaveformReader& reader);

}  // namespace wirebench::detector
