/// \file The networks of the study: four layer for layer as keras.applications defines them, and our own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::graph {

struct NetworkOptions {
  std::int64_t height = 224;      ///< smallest_size()..4096
  std::int64_t width = 224;       ///< smallest_size()..4096
  std::int64_t channels = 3;      ///< 1..64
  std::int64_t classes = 3;       ///< 2..100000
  double width_multiplier = 1.0;  ///< on every channel count, rounded to a multiple of 8; 1 = the original network
  std::uint64_t seed = 1;         ///< of the initial weights, which follow the original's initialisers
};

/// "resnet50v2", "densenet169", "inceptionv3", "efficientnetv2b0", "edge".
[[nodiscard]] std::vector<std::string> network_names();

/// Whether `network` names a file that describes a network (network_file.hpp) instead of one built in: ".toml".
[[nodiscard]] bool is_network_file(std::string_view network) noexcept;

/// What a network is called in files and on paper: "resnet50v2", "ResNet-50 V2".
struct NetworkLabel {
  std::string name;
  std::string title;
};
/// `network`: one of network_names() or a file. Errors: as make_network().
[[nodiscard]] NetworkLabel network_label(std::string_view network);
/// "ResNet-50 V2" for "resnet50v2". Errors: Error(usage) for names that are not built in.
[[nodiscard]] std::string display_name(std::string_view network);

/// The smallest height and width a built-in network takes, as in Keras: 75 for Inception V3, 32 for the others.
[[nodiscard]] std::int64_t smallest_size(std::string_view network);

/// Errors: Error(usage) naming the first option out of range.
void check_options(std::string_view network, std::int64_t smallest_size, const NetworkOptions& options);

/// Builds a network with fresh weights, input "images" [1,H,W,C] float32 (preprocessed), output class scores [1,K]
/// (softmax). `network`: one of network_names(), or the path of a file that describes one.
/// Errors: Error(usage) for an unknown name (with the nearest known one), impossible options, a faulty file.
[[nodiscard]] Graph make_network(std::string_view network, const NetworkOptions& options);

}  // namespace wirebench::graph
