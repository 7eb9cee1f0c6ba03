/// \file From the network as trained to the network as it is run.
#pragma once

#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// What a batch normalisation that no convolution can take in becomes.
enum class LoneBatchNorm {
  multiply_add,  ///< Multiply, Add with fused ReLU: the float forms
  depthwise,     ///< one 1x1 DepthwiseConv2d with fused ReLU: the integer form
};

/// Runs all passes: dropout removed, batch normalisation folded or lowered, pre-processing inside the network lowered
/// like it, swish taken apart, ReLU fused, padding absorbed, every convolution with bias.
/// The result computes the same function within float32 rounding and can itself be passed in again.
/// Errors: Error(usage) when `network` is not float32 throughout, or holds weights that are not constant; Error(failed)
/// naming a tensor that holds NaN or infinity.
[[nodiscard]] graph::Graph inference_graph(const graph::Graph& network, LoneBatchNorm form);

}  // namespace wirebench::convert
