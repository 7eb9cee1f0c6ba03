/// \file Quantisation parameters of single tensors: scales, zero points, stored codes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/convert/calibrate.hpp"
#include "wirebench/graph/tensor.hpp"

namespace wirebench::convert {

/// int8 asymmetric, per tensor: the range is widened to hold zero and to a width of at least 2e-6;
/// scale = (high - low) / 255, zero point = round(-128 - low / scale), kept within [-128, 127].
/// Source: TensorFlow Lite 8-bit quantisation specification. Precondition: `range` finite, not empty.
[[nodiscard]] graph::QuantParams activation_params(const ValueRange& range);

/// Scale and zero point of a fixed output (softmax: 1/256, -128).
[[nodiscard]] graph::QuantParams fixed_params(float scale, std::int64_t zero_point);

/// Where the slices of one channel lie in a weight tensor.
enum class ChannelAxis {
  none,   ///< one scale for the whole tensor
  first,  ///< convolution, dense: [O, ...]
  last,   ///< depthwise: [1, H, W, C]
};

/// int8 symmetric in [-127, 127]: scale = max|w| / 127, halves rounded away from zero.
struct QuantizedWeights {
  graph::QuantParams params;  ///< one scale (none) or one a channel
  std::vector<std::int8_t> codes;
};

/// Channels per scale of weights of `shape`: 1 for ChannelAxis::none.
[[nodiscard]] std::size_t scale_count(const graph::Shape& shape, ChannelAxis axis);

/// max|w| / 127 of each channel; 0 for a channel of zeros.
[[nodiscard]] std::vector<float> weight_scales(std::span<const float> weights, const graph::Shape& shape,
                                               ChannelAxis axis);

/// Codes for given positive scales.
[[nodiscard]] QuantizedWeights quantize_weights(std::span<const float> weights, const graph::Shape& shape,
                                                ChannelAxis axis, std::vector<float> scales);

/// round(value / scale) with halves away from zero, clamped.
[[nodiscard]] std::int32_t quantize_value(double value, double scale, std::int64_t zero_point, std::int32_t low,
                                          std::int32_t high);

}  // namespace wirebench::convert
