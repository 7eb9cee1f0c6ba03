/// \file Packs rows as HDF5's shuffle and deflate filters do, and unpacks them, outside the library and its lock: on
/// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirebench::hdf5 {

/// Makes bytes for Dataset::write_chunk of a dataset made with `deflate` > 0: equal bytes of all rows together, then a
/// zlib stream in which columns that hardly repeat are stored as they are. The same rows give the same bytes, whatever
/// was packed before. One object keeps its memory from one chunk to the next; one thread at a time.
class ChunkPacker {
 public:
  /// The result is valid until the next call. Precondition: `rows` is a whole number of rows of `row_size` bytes, not
  /// none.
  [[nodiscard]] std::span<const std::byte> pack(std::span<const std::byte> rows, std::size_t row_size);

 private:
  std::vector<unsigned char> columns_;
  std::vector<unsigned char> packed_;
};

/// Unpacks what Dataset::read_packed_row() gave. False where that is damaged or does not unpack to as many bytes.
[[nodiscard]] bool unpack_bytes(std::span<const std::byte> packed, std::span<std::uint8_t> out);

}  // namespace wirebench::hdf5
