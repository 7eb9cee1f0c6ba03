/// \file Running a float network, as conversion needs it. Injected, since convert does not know the engines.
#pragma once

#include <functional>
#include <span>

#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// Called with every activation once it is computed, the graph input included: float values in the tensor's own order.
using Observe = std::function<void(graph::TensorId, std::span<const float>)>;

/// Runs `graph` (float32, the operators of an inference graph) on one preprocessed image [1,H,W,C].
using Executor = std::function<void(const graph::Graph& graph, std::span<const float> input, const Observe& observe)>;

}  // namespace wirebench::convert
