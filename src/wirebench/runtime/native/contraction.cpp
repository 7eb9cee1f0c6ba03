#include "wirebench/runtime/native/contraction.hpp"

namespace wirebench::runtime::native {

Partition partition(std::size_t rows, std::size_t rows_per_tile, std::size_t blocks, std::size_t threads) noexcept {
  // 48 patches of the deepest layer (4608 values) fill a second-level cache and are read once for each weight block.
  constexpr std::size_t k_most_rows = 48;
  if (rows == 0 || blocks == 0) {
    return {};
  }
  const std::size_t wanted_chunks = (rows + k_most_rows - 1) / k_most_rows;
  Partition cut;
  cut.rows_per_chunk = round_up((rows + wanted_chunks - 1) / wanted_chunks, rows_per_tile);
  cut.chunks = (rows + cut.rows_per_chunk - 1) / cut.rows_per_chunk;
  const std::size_t wanted_slices =
      threads <= 1 || cut.chunks >= 2 * threads ? 1 : std::min(blocks, (2 * threads + cut.chunks - 1) / cut.chunks);
  cut.blocks_per_slice = (blocks + wanted_slices - 1) / wanted_slices;
  cut.slices = (blocks + cut.blocks_per_slice - 1) / cut.blocks_per_slice;
  return cut;
}

}  // namespace wirebench::runtime::native
