/// \file Weights in HDF5, Keras 3's `.weights.h5` layout (readable by h5py and by Keras itself), and those in the
/// `.keras` files Keras saves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// Writes the float weights of a network made by make_network(), plus attributes (network name, options, class names,
/// preprocessing, provenance) that let load_network() rebuild it. Atomic.
void save_network(const Graph& graph, const std::filesystem::path& path);

/// Rebuilds the network a weights file was written from, also a `.keras` file of one of the four networks of
/// keras.applications. Errors: Error naming the file and the missing or mis-shaped weight.
[[nodiscard]] Graph load_network(const std::filesystem::path& path);

/// Whether the file says which network it was written from: those of save_network() and `.keras` files of
/// keras.applications' networks do, `.weights.h5` files saved by Keras do not.
[[nodiscard]] bool says_its_network(const std::filesystem::path& path);

/// Number of classes of the weights in `path`, from the shape of the last layer of `network`. Errors: Error(failed)
/// when the file has no such layer.
[[nodiscard]] std::int64_t class_count(const std::filesystem::path& path, std::string_view network);

/// Replaces the weights of `graph` by those of `path` (also a `.weights.h5` or `.keras` file saved by Keras 3
/// for the same architecture).
/// Errors: Error(failed) naming the first layer that does not fit, with both shapes.
void load_weights(Graph& graph, const std::filesystem::path& path);

}  // namespace wirebench::graph
