/// \file The 256 values of an 8-bit type.
#pragma once

#include <cstdint>

#include "wirebench/graph/tensor.hpp"

namespace wirebench::runtime::native {

/// The number a byte stands for in a tensor of type int8 or uint8.
[[nodiscard]] constexpr std::int32_t stored_value(std::uint8_t byte, graph::DataType type) noexcept {
  return type == graph::DataType::int8 ? static_cast<std::int8_t>(byte) : byte;
}
[[nodiscard]] constexpr std::int32_t lowest_stored(graph::DataType type) noexcept {
  return type == graph::DataType::int8 ? -128 : 0;
}
[[nodiscard]] constexpr std::int32_t highest_stored(graph::DataType type) noexcept {
  return type == graph::DataType::int8 ? 127 : 255;
}

}  // namespace wirebench::runtime::native
