/// \file The inner loop of noise.
#pragma once

#include <cstddef>

namespace wirebench::detector {

/// out += shaped (one + other) + white third, for `count` values. Vector code for the machine it runs on.
void add_noise(const float* one, const float* other, float shaped, const float* third, float white, std::size_t count,
               float* out);

}  // namespace wirebench::detector
