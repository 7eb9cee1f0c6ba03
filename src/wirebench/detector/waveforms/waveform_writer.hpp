/// \file Writing waveforms event by event.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "wirebench/detector/waveforms/event_waveforms.hpp"
#include "wirebench/detector/waveforms/waveform_header.hpp"

namespace wirebench::detector {

/// Streams waveforms into `/events`, `/traces`, `/samples` and `/truth`; docs/components/waveform-files.md has the
/// layout. Chunks are packed on `threads` threads and written in order: the bytes depend on the content only. The file
/// appears under its name when finish() returns. Not thread-safe.
class WaveformWriter {
 public:
  WaveformWriter(const std::filesystem::path& path, const WaveformHeader& header, unsigned threads);
  ~WaveformWriter();
  WaveformWriter(const WaveformWriter&) = delete;
  WaveformWriter& operator=(const WaveformWriter&) = delete;

  /// Errors: Error(failed) when the disk is full.
  void append(const EventWaveforms& waveforms);
  /// Samples so far.
  [[nodiscard]] std::uint64_t samples() const noexcept;
  /// Errors: Error(failed) when the disk is full.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirebench::detector
