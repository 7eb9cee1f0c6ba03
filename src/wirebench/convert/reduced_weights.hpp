/// \file The forms in which only the weights are reduced.
#pragma once

#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// Dynamic range: weights of at least 1024 elements become int8 (per channel for convolutions, per tensor for dense
/// layers); biases and activations stay float32 and the runtime quantises each input as it comes.
/// `inference`: from inference_graph(..., LoneBatchNorm::multiply_add).
/// Source: TensorFlow Lite's dynamic-range quantisation, threshold included.
[[nodiscard]] graph::Graph dynamic_range(const graph::Graph& inference);

/// Every float32 constant becomes float16 and goes through Dequantize.
[[nodiscard]] graph::Graph float16_weights(const graph::Graph& inference);

}  // namespace wirebench::convert
