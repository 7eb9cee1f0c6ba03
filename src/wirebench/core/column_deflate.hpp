/// \file A zlib stream of columns of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirebench {

/// Packs columns of bytes into a zlib stream (RFC 1950, 1951) that any inflate reads. Each column is a block of its
/// own: its runs of equal bytes and a Huffman code made for it, or the bytes as they are where they hardly repeat.
/// Columns of numbers are alike all the way down and have no repeated words, so nothing is gained by looking for those:
/// this is several times faster than zlib at the same size. Equal columns give equal bytes. One object keeps its memory
/// from one call to the next; one thread at a time.
class ColumnDeflater {
 public:
  /// `columns` [columns][rows]: a whole number of columns of `rows` bytes, at most 2^31 in all. The result is valid
  /// until the next call.
  [[nodiscard]] std::span<const unsigned char> pack(std::span<const unsigned char> columns, std::size_t rows);

 private:
  std::vector<unsigned char> out_;
  std::vector<std::uint16_t> tokens_;
};

}  // namespace wirebench
