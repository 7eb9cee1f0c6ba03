/// \file The networks and the image behind tests/data/graph/keras_oracle.json, the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::test {

/// Height and width differ, so that a swap of the two is seen; 75 is the smallest size of Inception V3.
struct OracleSize {
  std::int64_t height = 64;
  std::int64_t width = 96;
};
[[nodiscard]] OracleSize oracle_size(const std::string& name);

/// A network with Glorot kernels (seed 20) and non-trivial biases and batch-normalisation statistics, by a fixed
/// pattern of the element's index.
[[nodiscard]] graph::Graph oracle_network(const std::string& name);

/// Pixel values 0..255, NHWC: (31 y + 17 x + 101 c + x y) mod 256.
[[nodiscard]] std::vector<float> oracle_pixels(OracleSize size);

}  // namespace wirebench::test
