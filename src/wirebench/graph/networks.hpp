/// \file The networks of the study, layer for layer as keras.applications defines them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

struct NetworkOptions {
  std::int64_t height = 224;      ///< 32..4096
  std::int64_t width = 224;       ///< 32..4096
  std::int64_t channels = 3;      ///< 1..3
  std::int64_t classes = 3;       ///< 2..100000
  double width_multiplier = 1.0;  ///< on every channel count, rounded to a multiple of 8; 1 = the original network
  std::uint64_t seed = 1;         ///< Glorot-uniform initial weights (Keras' default)
};

/// "resnet50v2", "densenet169".
[[nodiscard]] std::vector<std::string> network_names();
/// "ResNet-50 V2" for "resnet50v2".
[[nodiscard]] std::string display_name(std::string_view network);

/// Builds a network with fresh weights, input "images" [1,H,W,C] float32 (preprocessed), output class scores [1,K]
/// (softmax). Errors: Error(usage) for an unknown name (with the nearest known one) or impossible options.
[[nodiscard]] Graph make_network(std::string_view name, const NetworkOptions& options);

}  // namespace wirebench::graph
