/// \file Files of waveforms into one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace wirebench::detector {

/// Writes the events of all parts, in their order, to `out` (atomically), with the bytes one writer would have written.
/// Returns their number. Precondition: at least one part; `threads` >= 1, the bytes do not depend on it. Errors:
/// Error(failed) for parts of different simulations; those of WaveformReader and WaveformWriter.
std::uint64_t merge_waveforms(std::span<const std::filesystem::path> parts, const std::filesystem::path& out,
                              unsigned threads);

}  // namespace wirebench::detector
