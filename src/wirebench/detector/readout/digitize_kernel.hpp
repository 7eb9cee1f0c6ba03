/// \file The inner loop of the digitizer.
#pragma once

#include <cstddef>

namespace wirebench::detector {

struct DigitizeCounts {
  std::size_t low = 0;   ///< below 0
  std::size_t high = 0;  ///< above the highest count
};

/// samples[i] = floor(samples[i] * scale + offset), clipped to [0, highest]. A sample that is not a number becomes 0.
DigitizeCounts digitize(float* samples, std::size_t count, float scale, float offset, float highest);

}  // namespace wirebench::detector
