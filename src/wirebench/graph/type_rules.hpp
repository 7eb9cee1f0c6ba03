/// \file Which element types an operator computes with, and which quantisation parameters make sense.
#pragma once

#include <string>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// Why the types of `op`'s tensors do not go together; empty when they do. float32; int8, int16 and uint8 with
/// quantisation parameters; float activations with int8 weights (dynamic range). Precondition: ids in range and input
/// counts as infer_shape() checks them. Source: kernels' Prepare functions of TensorFlow Lite.
[[nodiscard]] std::string type_conflict(const Graph& graph, const Operator& op);

/// Why the quantisation parameters of `tensor` cannot be used; empty when they can (also when it has none).
[[nodiscard]] std::string quantization_flaw(const Tensor& tensor);

}  // namespace wirebench::graph
