/// \file Reading `.tflite` files into a graph.
#pragma once

#include <filesystem>
#include <span>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

/// Reads and verifies a model (structure, versions, buffer sizes, topological order: everything TensorFlow Lite's own
/// verifier checks) before building the graph. Errors: Error(failed) naming the file, the operator and the reason for
/// damaged files and for operators wirebench does not know.
[[nodiscard]] Graph read_tflite(const std::filesystem::path& path);
/// The same from bytes; `source` names them in errors.
[[nodiscard]] Graph read_tflite(std::span<const std::byte> bytes, const std::string& source);

}  // namespace wirebench::graph
