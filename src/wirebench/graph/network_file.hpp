/// \file Networks described in a TOML file: docs/components/graph.md has the format.
#pragma once

#include <filesystem>
#include <string>

#include "wirebench/graph/graph.hpp"
#include "wirebench/graph/networks.hpp"

namespace wirebench::graph {

/// Name (the file's, without ".toml") and title of the network a file describes. Errors: Error(usage) with file, line
/// and key.
[[nodiscard]] NetworkLabel read_network_label(const std::filesystem::path& path);

/// The network `text` describes; Graph::definition() keeps the text. `source`, a file's name, names it
/// in errors and, without ".toml", is the network's name.
/// Errors: Error(usage) with source, line and key: unknown or missing keys, numbers out of range, layers whose inputs
/// do not exist or do not fit, more than 1000 layers, more than 200 million weights.
[[nodiscard]] Graph make_described_network(const std::string& text, const std::string& source,
                                           const NetworkOptions& options);

/// The same for a file of at most 1 MB.
[[nodiscard]] Graph make_described_network(const std::filesystem::path& path, const NetworkOptions& options);

}  // namespace wirebench::graph
