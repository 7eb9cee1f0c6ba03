/// \file EfficientNetV2 B0 (Tan and Le, "EfficientNetV2: Smaller Models and Faster Training", arXiv:2104.00298).
#pragma once

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// Layer for layer keras.applications.EfficientNetV2B0 (Keras 3), its pre-processing inside the network and its dropout
/// included. Preconditions: options as make_network() checks them.
[[nodiscard]] Graph make_efficientnet_v2_b0(const NetworkOptions& options);

}  // namespace wirebench::graph
