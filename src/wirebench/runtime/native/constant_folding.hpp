/// \file Constants that a file stores in a smaller type than the network computes with.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/graph/graph.hpp"

namespace wirebench::runtime::native {

/// The real number of an IEEE 754 binary16 value; exact.
[[nodiscard]] float half_to_float(std::uint16_t bits) noexcept;

/// Turns the output of every Dequantize of a constant (float16, or int8/uint8 with per-tensor or per-axis parameters)
/// into a float32 constant of `graph`. Returns which operators are thereby done, one flag each.
/// Errors: Error(failed) for a constant of another type or with unusable quantisation.
[[nodiscard]] std::vector<bool> fold_constants(graph::Graph& graph);

}  // namespace wirebench::runtime::native
