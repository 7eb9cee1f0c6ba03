/// \file Which tensors of a network are rounded to their quantised values in training, and onto which grid.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::train {

enum class QuantizationScheme {
  asymmetric,  ///< codes -2^(b-1) to 2^(b-1) - 1, any zero point: activations
  symmetric,   ///< codes -(2^(b-1) - 1) to 2^(b-1) - 1, zero point 0: weights
};

/// Where the range that the codes cover comes from.
enum class RangeRule {
  given,    ///< `low` and `high`, for good
  current,  ///< the tensor's own extremes at every step: weights
  moving,   ///< the extremes of the training steps, averaged over them: activations
};

/// One tensor to wrap: whoever reads it gets code numbers times the scale, and its gradient passes as if there were no
/// rounding (straight-through) where the code is not at its limit by clamping, and is 0 where it is.
/// Source: Bengio, Leonard and Courville, arXiv:1308.3432 (straight-through); Jacob et al., arXiv:1712.05877,
/// section 3.
struct FakeQuantization {
  graph::TensorId tensor;  ///< the network's input, an activation, or a constant of a convolution, dense layer or sum
  QuantizationScheme scheme = QuantizationScheme::asymmetric;
  RangeRule rule = RangeRule::moving;
  int bits = 8;                      ///< 2 to 16
  std::optional<std::int32_t> axis;  ///< constants only: one range for each index of this axis of the graph's layout
  double momentum = 0.99;            ///< moving: part of the range kept at each step, [0, 1)
  std::vector<float> low;            ///< given: one number, or one for each index of `axis`
  std::vector<float> high;           ///< given: not below `low`
};

/// Real values and codes: real = scale * (code - zero_point), lowest <= code <= highest.
struct QuantizationGrid {
  float scale = 1.0F;
  std::int32_t zero_point = 0;
  std::int32_t lowest = -128;
  std::int32_t highest = 127;
  bool operator==(const QuantizationGrid&) const = default;
};

/// The grid over [low, high]. Asymmetric: the range is widened to hold 0, which is a code of its own, and to a width of
/// 2e-6; symmetric: the larger of |low|, |high| is the last code, and a range of nothing but 0 gets the scale 1.
/// Precondition: low <= high, both finite; bits 2 to 16.
/// Source: TensorFlow Lite 8-bit quantization specification; zero point as in gemmlowp's quantization example.
[[nodiscard]] QuantizationGrid quantization_grid(float low, float high, QuantizationScheme scheme, int bits);

/// Throws Error(usage), naming the tensor and what is wrong, unless each entry can be applied to `graph`: a tensor
/// once, numbers in range, an axis that exists, ranges given where they are needed; not the output of a final softmax,
/// which training does not compute.
void require_quantizable(const graph::Graph& graph, std::span<const FakeQuantization> wanted);

}  // namespace wirebench::train
