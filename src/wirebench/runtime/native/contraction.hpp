/// \file Patches times weights, tiled over caches and shared among threads: the body of convolutions and dense layers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "wirebench/runtime/native/inner_product.hpp"
#include "wirebench/runtime/native/kernel.hpp"

namespace wirebench::runtime::native {

/// How the work is cut. A chunk of patches is gathered once and then meets the weight blocks of one slice.
struct Partition {
  std::size_t rows_per_chunk = 0;
  std::size_t chunks = 0;
  std::size_t blocks_per_slice = 0;
  std::size_t slices = 0;
};

/// `rows_per_tile` patches are multiplied at once. More than one slice only where there are too few chunks for the
/// threads, since each slice gathers its patches again.
[[nodiscard]] Partition partition(std::size_t rows, std::size_t rows_per_tile, std::size_t blocks,
                                  std::size_t threads) noexcept;

/// Bytes of thread scratch contract() needs.
template <class Weights>
[[nodiscard]] std::size_t contraction_scratch(const Weights& weights, std::size_t rows) noexcept {
  const Partition cut = partition(rows, Weights::k_rows, weights.blocks(), 1);
  return cut.rows_per_chunk * weights.stride() * sizeof(typename Weights::Element);
}

/// gather(row, patch) fills weights.depth() values; store(row, first_output, sums, count) takes the finished sums.
/// Both are called from several threads for different rows or outputs.
template <class Weights, class Gather, class Store>
void contract(const Weights& weights, std::size_t rows, const Workspace& workspace, const Gather& gather,
              const Store& store) {
  const Partition cut = partition(rows, Weights::k_rows, weights.blocks(), workspace.pool().threads());
  const auto work = [&](std::size_t item, std::size_t worker) {
    using Element = typename Weights::Element;
    const std::size_t first_row = item / cut.slices * cut.rows_per_chunk;
    const std::size_t row_count = std::min(cut.rows_per_chunk, rows - first_row);
    const std::size_t first_block = item % cut.slices * cut.blocks_per_slice;
    const std::size_t last_block = std::min(first_block + cut.blocks_per_slice, weights.blocks());

    auto* patches = workspace.thread_scratch<Element>(worker);
    for (std::size_t r = 0; r < row_count; ++r) {
      Element* patch = patches + r * weights.stride();
      gather(first_row + r, patch);
      std::fill(patch + weights.depth(), patch + weights.stride(), Element{0});
    }
    std::fill(patches + row_count * weights.stride(), patches + round_up(row_count, Weights::k_rows) * weights.stride(),
              Element{0});

    std::array<typename Weights::Sum, Weights::k_rows * Weights::k_block_outputs> sums;
    for (std::size_t block = first_block; block < last_block; ++block) {
      const std::size_t first_output = block * Weights::k_block_outputs;
      const std::size_t outputs = std::min(Weights::k_block_outputs, weights.outputs() - first_output);
      for (std::size_t tile = 0; tile < row_count; tile += Weights::k_rows) {
        weights.multiply(patches + tile * weights.stride(), block, sums.data());
        for (std::size_t r = 0; r < std::min(Weights::k_rows, row_count - tile); ++r) {
          store(first_row + tile + r, first_output, sums.data() + r * Weights::k_block_outputs, outputs);
        }
      }
    }
  };
  workspace.pool().run(cut.chunks * cut.slices, work);
}

}  // namespace wirebench::runtime::native
