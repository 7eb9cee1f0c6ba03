/// \file The header of a .npy file.
/// Source: NumPy, "NPY format" (numpy.lib.format), versions 1.0, 2.0 and 3.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "wirebench/core/byte_source.hpp"

namespace wirebench::dataset {

enum class NumberKind { boolean, signed_integer, unsigned_integer, floating };
enum class ByteOrder { little, big };
enum class MemoryOrder { c, fortran };

/// What the bytes behind the header mean.
struct NpyHeader {
  NumberKind kind = NumberKind::floating;
  std::size_t element_size = 0;  ///< bytes: 1, 2, 4 or 8
  ByteOrder byte_order = ByteOrder::little;
  MemoryOrder memory_order = MemoryOrder::c;
  std::vector<std::uint64_t> shape;
  std::uint64_t data_offset = 0;
  std::string descr;  ///< as written: "<f4"

  [[nodiscard]] std::uint64_t elements() const noexcept;
};

/// Reads and checks the header; the data behind it has exactly the size it promises.
/// Errors: Error(failed) when it is no .npy file, truncated, longer than it says, or its elements are not plain numbers
/// (objects are never unpickled).
[[nodiscard]] NpyHeader read_npy_header(const ByteSource& file);

}  // namespace wirebench::dataset
