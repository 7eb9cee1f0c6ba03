/// \file Writing `.tflite` files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "wirebench/convert/model_text.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// The file's bytes: schema version 3, one subgraph "main", one signature "serving_default", constants aligned to 16
/// bytes with at least 16 readable bytes behind the last, lowest valid operator versions, metadata
/// `min_runtime_version`. Same arguments, same bytes.
/// Precondition: `graph` is valid.
/// Errors: Error(failed) when the file would pass 2 GB, or for operators without a code there (see inference_graph()).
[[nodiscard]] std::string to_tflite(const graph::Graph& graph, const ModelText& text);

/// The same into a file, atomically; returns its size in bytes.
std::uint64_t write_tflite(const graph::Graph& graph, const ModelText& text, const std::filesystem::path& path);

}  // namespace wirebench::convert
