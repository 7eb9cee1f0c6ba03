/// \file Batch normalisation that has no convolution before it (pre-activation networks), and pre-processing inside the
/// network.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Every remaining BatchNormalization, and every Rescale, becomes Multiply by and Add of one constant per channel, as
/// TensorFlow Lite's own converter writes it.
void lower_batch_norm_to_multiply_add(GraphDraft& draft);

/// Every remaining BatchNormalization, and every Rescale, becomes one 1x1 DepthwiseConv2d with bias: in integer
/// arithmetic its weights are exact (one weight per channel, +-127), its bias has 32 bits and the result is rounded
/// once (docs/adr/0007). Errors: Error(usage) naming the operator when its input is not [N,H,W,C].
void lower_batch_norm_to_depthwise(GraphDraft& draft);

}  // namespace wirebench::convert
