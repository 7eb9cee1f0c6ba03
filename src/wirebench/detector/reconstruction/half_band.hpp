/// \file Waveforms at half their rate.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace wirebench::detector {

/// A half-band low-pass filter of 15 coefficients (a Kaiser window on sin(pi k / 2) / (pi k)), of whose output every
/// second sample is taken. It passes all of 0 to 0.16 cycles a sample and nothing of 0.34 to 0.5, to 1.4 %; its phase
/// is zero. Thread-safety: immutable.
class HalfBand {
 public:
  HalfBand();

  /// Samples 0, 2, 4, ... of the filtered waveform above `baseline`; before and after it there is nothing. Zeros for a
  /// waveform that never changes: a dead channel. Shape: samples [n] -> out [n / 2]. `scratch`: any.
  void operator()(std::span<const float> samples, float baseline, std::span<float> out,
                  std::vector<float>& scratch) const;

  /// What the filter makes of an oscillation.
  [[nodiscard]] double gain(double cycles_per_sample) const noexcept;

 private:
  std::array<float, 4> sides_;  // coefficients 1, 3, 5 and 7 samples away; that in the middle is 1/2
};

}  // namespace wirebench::detector
