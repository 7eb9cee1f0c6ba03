/// \file Values of a .npy array, converted while reading; the array is never loaded as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wirebench/dataset/npy_header.hpp"

namespace wirebench::dataset {

/// Reads rows (slices of the first dimension) of an array of rank 1 or more. Not thread-safe.
class NpyArray {
 public:
  explicit NpyArray(ByteSource file) : file_{std::move(file)}, header_{read_npy_header(file_)} {}

  [[nodiscard]] const NpyHeader& header() const noexcept { return header_; }
  [[nodiscard]] const std::string& name() const noexcept { return file_.name(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return header_.shape.front(); }

  /// Raw elements of one row: element `m` (counted in the array's own memory order within the row) lies at
  /// bytes[m * stride]. Valid until the next call.
  struct Row {
    std::span<const std::byte> bytes;
    std::size_t stride = 0;
  };
  [[nodiscard]] Row row(std::uint64_t number);

  /// Values out[i] = row element order[i], converted to T as C++ does. T: std::uint8_t for 8-bit unsigned arrays, float
  /// for any array of numbers.
  template <class T>
  void read(std::uint64_t number, std::span<const std::uint32_t> order, std::span<T> out);

  /// All values of an integer array of one column. Errors: Error(usage) when it has another type.
  [[nodiscard]] std::vector<std::int64_t> read_integers();

 private:
  ByteSource file_;
  NpyHeader header_;
  std::vector<std::byte> block_;
  std::uint64_t block_first_ = 0;
  std::uint64_t block_rows_ = 0;
};

extern template void NpyArray::read(std::uint64_t, std::span<const std::uint32_t>, std::span<std::uint8_t>);
extern template void NpyArray::read(std::uint64_t, std::span<const std::uint32_t>, std::span<float>);

}  // namespace wirebench::dataset
