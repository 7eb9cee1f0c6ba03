/// \file Folding batch normalisation into the convolution before it.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Conv2d, DepthwiseConv2d or Dense followed by BatchNormalization, with no other reader between, becomes one operator
/// with scaled weights and a bias. Exact up to one float32 rounding of each weight.
void fold_batch_norm(GraphDraft& draft);

}  // namespace wirebench::convert
