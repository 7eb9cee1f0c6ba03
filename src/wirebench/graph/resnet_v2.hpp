/// \file ResNet-50 V2: He et al., "Identity mappings in deep residual networks" (arXiv:1603.05027).
#pragma once

#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// Layer for layer keras.applications.ResNet50V2 (Keras 3). Preconditions: options as make_network() checks them.
[[nodiscard]] Graph make_resnet50_v2(const NetworkOptions& options);

}  // namespace wirebench::graph
