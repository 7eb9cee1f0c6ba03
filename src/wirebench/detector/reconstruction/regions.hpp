/// \file Stretches of a deconvolved waveform that hold a signal.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wirebench::detector {

/// Samples first, ..., end - 1.
struct SampleRange {
  std::size_t first = 0;
  std::size_t end = 0;

  [[nodiscard]] bool overlaps(const SampleRange& other) const noexcept {
    return first < other.end && other.first < end;
  }
  friend bool operator==(const SampleRange&, const SampleRange&) = default;
};

/// Stretches that exceed `threshold` somewhere and `edge` everywhere; in order. Precondition: threshold >= edge.
[[nodiscard]] std::vector<SampleRange> find_ranges(std::span<const float> waveform, float threshold, float edge);

/// `ranges` longer by `padding` at either end, within [0, size), joined where they then touch or overlap; in order.
/// `ranges` need not be.
[[nodiscard]] std::vector<SampleRange> pad_and_join(std::vector<SampleRange> ranges, std::size_t padding,
                                                    std::size_t size);

/// Copies a stretch of a waveform less the straight line between its ends (each the mean of up to three samples): what
/// is slower than the stretch is noise where a plane does not respond to slow changes. Returns the sum of the copy.
double copy_without_baseline(std::span<const float> stretch, std::span<float> out);

}  // namespace wirebench::detector
