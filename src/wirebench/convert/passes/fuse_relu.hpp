/// \file Fusing ReLU into the operator before it.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Relu behind a convolution, dense layer, Add or Multiply without an activation, with no other reader between, becomes
/// that operator's activation. Exact.
void fuse_relu(GraphDraft& draft);

}  // namespace wirebench::convert
