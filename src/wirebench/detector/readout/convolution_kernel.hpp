/// \file The inner loop of waveform synthesis.
#pragma once

#include <cstddef>

namespace wirebench::detector {

/// out[stride * t + j] += charge[t] * response[j] for t in [0, taps), j in [0, length). Vector code for the machine it
/// runs on. Precondition: `taps` is a multiple of 4; `stride` is 1 to 4; 16 zeros precede and 32 zeros follow
/// `response`; `out` holds stride * taps + length + 32 values.
void add_convolution(const float* charge, std::size_t taps, std::size_t stride, const float* response,
                     std::size_t length, float* out);

}  // namespace wirebench::detector
