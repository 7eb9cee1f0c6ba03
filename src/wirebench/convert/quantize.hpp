/// \file A float inference graph in 8-bit integers.
#pragma once

#include <cstddef>
#include <optional>

#include "wirebench/convert/calibrate.hpp"
#include "wirebench/convert/format.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

struct QuantizeOptions {
  IoType io = IoType::uint8;
  /// int8 parameters of the network's input; from its calibrated range when not given.
  std::optional<graph::QuantParams> input = std::nullopt;
};

/// What the guards of the 8-bit specification had to do.
struct QuantizationReport {
  std::size_t weight_channels = 0;  ///< weight scales in all
  std::size_t zero_channels = 0;    ///< channels whose weights are all zero (or vanish against the bias scale)
  std::size_t raised_channels = 0;  ///< weight scales raised so that the bias fits 31 bits
  std::size_t widened_outputs = 0;  ///< output scales raised to keep s_in * s_w / s_out below 256
  std::size_t requantizations = 0;  ///< QUANTIZE operators inside the network (not at its ends)
};

struct QuantizedNetwork {
  graph::Graph graph;
  QuantizationReport report;
};

/// int8 activations (asymmetric, per tensor), int8 weights (symmetric; per channel for convolutions, per tensor for
/// dense layers, which old runtimes misread per channel), int32 biases, softmax output fixed at 1/256 and -128.
/// Tensors joined by pooling, padding, reshaping and concatenation share one scale. QUANTIZE and DEQUANTIZE stand only
/// at the ends, for uint8 and float32 input and output.
/// `inference`: from inference_graph(..., LoneBatchNorm::depthwise); `ranges`: of its tensors.
/// Errors: Error(failed) naming a tensor without a range, or when no valid scales exist.
/// Source: TensorFlow Lite 8-bit quantisation specification; limits of XNNPACK.
[[nodiscard]] QuantizedNetwork quantize(const graph::Graph& inference, const Ranges& ranges,
                                        const QuantizeOptions& options);

}  // namespace wirebench::convert
