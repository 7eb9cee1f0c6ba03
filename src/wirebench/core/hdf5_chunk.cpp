#include "wirebench/core/hdf5_chunk.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "wirebench/core/contract.hpp"

namespace wirebench::hdf5 {
namespace {

constexpr std::size_t k_square = 16;
using Sixteen = unsigned char __attribute__((vector_size(k_square)));

/// Bytes of both in turn.
Sixteen lower_halves(Sixteen a, Sixteen b) noexcept {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
Sixteen upper_halves(Sixteen a, Sixteen b) noexcept {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// Turns 16 rows of 16 bytes, `stride` apart, into columns `count` apart.
void turn_square(const unsigned char* in, std::size_t stride, unsigned char* out, std::size_t count) noexcept {
  std::array<Sixteen, k_square> rows;
  for (std::size_t i = 0; i < k_square; ++i) std::memcpy(&rows[i], in + i * stride, k_square);
  // Four times: row i and row i + 8 shuffled together, as a pack of cards.
  for (int step = 0; step < 4; ++step) {
    std::array<Sixteen, k_square> next;
    for (std::size_t i = 0; i < k_square / 2; ++i) {
      next[2 * i] = lower_halves(rows[i], rows[i + k_square / 2]);
      next[2 * i + 1] = upper_halves(rows[i], rows[i + k_square / 2]);
    }
    rows = next;
  }
  for (std::size_t i = 0; i < k_square; ++i) std::memcpy(out + i * count, &rows[i], k_square);
}

/// Turns rows of bytes into columns.
void turn(std::span<const std::byte> rows, std::size_t row_size, std::vector<unsigned char>& columns) {
  const std::size_t count = rows.size() / row_size;
  const auto* in = reinterpret_cast<const unsigned char*>(rows.data());
  if (columns.size() < rows.size()) columns.resize(rows.size());
  unsigned char* out = columns.data();
  const std::size_t whole_rows = count - count % k_square;
  const std::size_t whole_bytes = row_size - row_size % k_square;
  // A few squares down before the next ones across: a cache line of a column is filled while it is there.
  constexpr std::size_t k_block = 4 * k_square;
  for (std::size_t first = 0; first < whole_rows; first += k_block) {
    const std::size_t end = std::min(first + k_block, whole_rows);
    for (std::size_t byte = 0; byte < whole_bytes; byte += k_square) {
      for (std::size_t row = first; row < end; row += k_square) {
        turn_square(in + row * row_size + byte, row_size, out + byte * count + row, count);
      }
    }
    for (std::size_t byte = whole_bytes; byte < row_size; ++byte) {
      for (std::size_t row = first; row < end; ++row) out[byte * count + row] = in[row * row_size + byte];
    }
  }
  for (std::size_t row = whole_rows; row < count; ++row) {
    for (std::size_t byte = 0; byte < row_size; ++byte) out[byte * count + row] = in[row * row_size + byte];
  }
}

}  // namespace

std::span<const std::byte> ChunkPacker::pack(std::span<const std::byte> rows, std::size_t row_size) {
  WIREBENCH_EXPECT(row_size > 0 && !rows.empty() && rows.size() % row_size == 0);
  turn(rows, row_size, columns_);
  return std::as_bytes(deflater_.pack(std::span{columns_}.first(rows.size()), rows.size() / row_size));
}

}  // namespace wirebench::hdf5
