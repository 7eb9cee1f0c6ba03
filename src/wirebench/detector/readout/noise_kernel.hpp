/// \file Random spectra, quickly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wirebench::detector {

/// State of 16 independent xoshiro128++ generators, word by word. Source: Blackman, Vigna, ACM TOMS 47 (2021) 36.
struct NoiseRandomState {
  alignas(64) std::array<std::array<std::uint32_t, 16>, 4> words{};
};

/// out[i] = z[i] * sqrt(shaped * shape[i] + white), z of mean 0 and variance 1: sums of four bytes, nearly Gaussian.
/// The integers are the same on every machine. Precondition: `count` is a multiple of 16; pointers at 64 bytes.
void fill_random_spectrum(NoiseRandomState& state, const float* shape, float shaped, float white, std::size_t count,
                          float* out);

}  // namespace wirebench::detector
