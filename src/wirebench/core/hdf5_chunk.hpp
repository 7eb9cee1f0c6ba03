/// \file Packs rows as HDF5's shuffle and deflate filters do, outside the library and its lock: on any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wirebench::hdf5 {

/// Bytes for Dataset::write_chunk of a dataset made with `deflate` > 0: equal bytes of all rows together, then a zlib
/// stream. Byte columns that hardly repeat are stored, the others compressed by their runs: several times faster than
/// the library's filter at the same size for tables of floating point numbers and zeros. The same rows give the same
/// bytes. Precondition: `rows` is a whole number of rows of `row_size` bytes. Thread-safe.
[[nodiscard]] std::vector<std::byte> pack_chunk(std::span<const std::byte> rows, std::size_t row_size);

}  // namespace wirebench::hdf5
