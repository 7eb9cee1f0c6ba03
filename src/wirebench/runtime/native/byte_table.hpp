/// \file Functions of one 8-bit value, as a table of their 256 results.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "wirebench/runtime/native/kernel.hpp"
#include "wirebench/runtime/native/pieces.hpp"

namespace wirebench::runtime::native {

/// dst[i] = table[src[i]], bytes taken as unsigned whatever the tensors' types.
class ByteTable final : public Kernel {
 public:
  using Table = std::array<std::uint8_t, 256>;

  ByteTable(graph::TensorId src, graph::TensorId dst, std::size_t values, const Table& table)
      : Kernel{{src}, dst}, values_{values}, table_{table} {}

  void run(const Workspace& workspace) const override {
    const auto* from = workspace.read<std::uint8_t>(src());
    auto* to = workspace.write<std::uint8_t>(dst());
    for_each_piece(workspace.pool(), values_, 1, [&](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) {
        to[i] = table_[from[i]];
      }
    });
  }

 private:
  std::size_t values_;
  Table table_;
};

}  // namespace wirebench::runtime::native
