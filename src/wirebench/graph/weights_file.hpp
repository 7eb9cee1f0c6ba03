/// \file Weights in HDF5, Keras 3's `.weights.h5` layout (readable by h5py and by Keras itself).
#pragma once

#include <filesystem>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// Writes the float weights of a network made by make_network(), plus attributes (network name, options, class names,
/// preprocessing, provenance) that let load_network() rebuild it. Atomic.
void save_network(const Graph& graph, const std::filesystem::path& path);

/// Rebuilds the network a weights file was written from. Errors: Error naming the file and the missing or mis-shaped
/// weight.
[[nodiscard]] Graph load_network(const std::filesystem::path& path);

/// Replaces the weights of `graph` by those of `path` (also a file saved by Keras 3 for the same architecture).
void load_weights(Graph& graph, const std::filesystem::path& path);

}  // namespace wirebench::graph
