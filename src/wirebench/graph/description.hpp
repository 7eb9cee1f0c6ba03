/// \file What `wirebench inspect` says about a network.
#pragma once

#include <string>

#include "wirebench/core/json.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// {"name", "inputs": [{"name", "type", "shape", "quantization"?}], "outputs": same, "operators": {kind: count},
///  "operator_count", "parameters": constant elements, "constant_bytes", "multiply_adds" of one image,
///  "weight_types": {type: elements}, "quantization": "none" | "float16" | "dynamic range" | "int8" | "int16x8" |
///  "uint8", "classes": names, "preprocessing"}.
[[nodiscard]] Json describe(const Graph& graph);

/// The same for people, a few lines.
[[nodiscard]] std::string describe_text(const Graph& graph);

}  // namespace wirebench::graph
