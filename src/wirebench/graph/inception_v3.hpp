/// \file Inception V3 (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", arXiv:1512.00567).
#pragma once

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// Layer for layer keras.applications.InceptionV3 (Keras 3). Preconditions: options as make_network() checks them.
[[nodiscard]] Graph make_inception_v3(const NetworkOptions& options);

}  // namespace wirebench::graph
