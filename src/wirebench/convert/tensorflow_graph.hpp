/// \file A network as TensorFlow operators.
#pragma once

#include <string>

#include "wirebench/graph/graph.hpp"

namespace wirebench::tensorflow {
class SavedModel;
}

namespace wirebench::convert {

/// Fills `model` with the network: NHWC float32, weights as Const nodes, any batch size, signature "serving_default"
/// with the graph's input and output names.
/// Errors: Error(usage) when the network is not float32 throughout; Error(failed) when the weights pass the 2 GB of one
/// protocol buffer.
void fill_saved_model(const graph::Graph& network, tensorflow::SavedModel& model);

}  // namespace wirebench::convert
