/// \file The plainest possible execution of a float graph: loops in double precision, used as an oracle.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

/// Runs a graph on one input and returns the values of the tensor called `wanted` (default: the first output).
/// float32 activations; weights float32, float16 behind a Dequantize, or int8 (dynamic range: dequantised).
[[nodiscard]] std::vector<double> run_reference(const graph::Graph& network, std::span<const float> input,
                                                const std::string& wanted = {});

}  // namespace wirebench::test
