/// \file DenseNet-169: Huang et al., "Densely connected convolutional networks" (arXiv:1608.06993).
#pragma once

#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// Layer for layer keras.applications.DenseNet169 (Keras 3). Preconditions: options as make_network() checks them.
[[nodiscard]] Graph make_densenet169(const NetworkOptions& options);

}  // namespace wirebench::graph
