/// \file A graph as Keras sees it: layers in the order of `model.layers`, with the names its weight files use.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

struct KerasLayer {
  std::string class_name;         ///< "Conv2D"
  std::string group;              ///< "conv2d_3": class in snake case and a counter, as in a `.weights.h5`
  std::string name;               ///< layer name: "conv2_block1_1_conv"
  OperatorId op;                  ///< invalid for the input layer
  std::vector<TensorId> weights;  ///< kernel, bias / gamma, beta, moving mean, moving variance
};

/// Layers of a network in the order of a Keras functional model, its input layer first: by decreasing distance from
/// the output, layers of one distance in the order a depth-first walk from the output meets them.
/// Errors: Error(failed) for operators that are no Keras layer (quantised or converted graphs) and for graphs without
/// exactly one input and one output.
/// Source: keras/src/ops/function.py (map_graph) and keras/src/saving/saving_lib.py of Keras 3.15.
[[nodiscard]] std::vector<KerasLayer> keras_layers(const Graph& graph);

/// Shape of a weight in Keras: HWIO kernels, [height, width, in, multiplier] depthwise kernels, [in, out] dense
/// kernels, others as they are.
/// Precondition: `weight` is an input of `op`.
[[nodiscard]] Shape keras_shape(const Graph& graph, const Operator& op, TensorId weight);

/// Values of a float32 weight in Keras' order of elements, and back.
[[nodiscard]] std::vector<float> to_keras(const Graph& graph, const Operator& op, TensorId weight);
[[nodiscard]] std::vector<float> from_keras(const Graph& graph, const Operator& op, TensorId weight,
                                            std::span<const float> values);

}  // namespace wirebench::graph
