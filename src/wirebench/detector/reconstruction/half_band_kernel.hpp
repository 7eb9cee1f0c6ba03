/// \file The inner loops of half_band.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace wirebench::detector {

/// out[i] = x[2 i] / 2 + the sum over k of sides[k] (x[2 i - 2 k - 1] + x[2 i + 2 k + 1]), x = samples - baseline, 0
/// outside. Vector code for the machine it runs on. Shape: samples [n] -> out [n / 2].
void halve(std::span<const float> samples, float baseline, const std::array<float, 4>& sides, std::span<float> out,
           std::vector<float>& scratch);

}  // namespace wirebench::detector
