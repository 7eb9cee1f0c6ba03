/// \file The inner loop of waveform synthesis.
#pragma once

#include <cstddef>
#include <span>

namespace wirebench::detector {

/// What one kind of charge does to a waveform.
struct ChargeResponse {
  std::size_t kind = 0;             ///< which of the charges of a point
  const float* response = nullptr;  ///< 16 zeros precede and 32 zeros follow it
  std::size_t length = 0;           ///< of the response
  std::ptrdiff_t begin = 0;         ///< where it begins, ticks after the charge
  float largest = 0.0F;             ///< of the response, either sign
};

/// out[stride * p + begin + j] += charge[kinds * p + kind] * response[j] for p in [0, points), j in [0, length), for
/// all `responses`. Where kind 0 has no charge, none has. Vector code for the machine it runs on. Precondition:
/// `points` is a multiple of 4; `stride` is 1 to 4; `out` holds stride * points + begin + length + 32 values for each
/// response.
void add_responses(const float* charge, std::size_t kinds, std::size_t points, std::size_t stride,
                   std::span<const ChargeResponse> responses, float* out);

}  // namespace wirebench::detector
