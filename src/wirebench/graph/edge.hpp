/// \file wirebench's own network for accelerators with little memory for weights.
#pragma once

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// A residual network of plain 3x3 convolutions, each normalised and all activations ReLU (docs/components/graph.md
/// says why). With three classes its int8 weights and int32 biases take less than 6 MB at any image size, and every
/// operator of its converted form is one the Edge TPU's compiler maps. Preconditions: options as make_network() checks
/// them.
[[nodiscard]] Graph make_edge(const NetworkOptions& options);

}  // namespace wirebench::graph
