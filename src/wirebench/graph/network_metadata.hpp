/// \file What a network's file must carry beside its weights: name, options, class names, preprocessing.
#pragma once

#include "wirebench/core/json.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// Key of this block: attribute of a weights file, metadata entry of a `.tflite` file.
inline constexpr const char* k_network_metadata = "wirebench_network";

/// {"network", "height", "width", "channels", "classes", "width_multiplier", "class_names",
///  "preprocessing": {"scale", "offset"}}. Precondition: one input [N,H,W,C].
[[nodiscard]] Json network_metadata(const Graph& graph);

/// Sets class names and preprocessing. Errors: Json::exception for a key that is missing or of another type;
/// Error(failed) when there are not as many names as outputs. Precondition: at least one output, not a scalar.
void apply_metadata(Graph& graph, const Json& metadata);

}  // namespace wirebench::graph
