/// \file The plainest possible float execution of a graph: an oracle for tests, independent of the engines.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

/// Runs `graph` (float32; Dequantize of float16 and int8 constants allowed) on one input, one loop per index, sums in
/// double. `observe` sees the input and every operator's output. Returns the first output. For small graphs only.
std::vector<float> run_plain(const graph::Graph& graph, std::span<const float> input,
                             const std::function<void(graph::TensorId, std::span<const float>)>& observe = {});

}  // namespace wirebench::test
