/// \file A weights file as Keras itself saves it.
#pragma once

#include <filesystem>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/graph/weights_file.hpp"

namespace wirebench::test {

/// Writes the weights of `graph` as `model.save_weights(path)` does: without a word about the network they are of.
inline void save_as_keras(const graph::Graph& graph, const std::filesystem::path& path) {
  graph::save_network(graph, path);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  H5Adelete(file, "wirebench_network");
  H5Adelete(file, "wirebench_provenance");
  H5Fclose(file);
}

}  // namespace wirebench::test
