#include "wirebench/dataset/npy_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::dataset {
namespace {

constexpr std::size_t k_block_bytes = std::size_t{64} << 20U;

template <class T>
T load(const std::byte* from, ByteOrder order) noexcept {
  std::array<std::byte, sizeof(T)> bytes{};
  std::memcpy(bytes.data(), from, sizeof(T));
  const bool native = (order == ByteOrder::little) == (std::endian::native == std::endian::little);
  if (!native) std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<T>(bytes);
}

/// Calls `use` with a value of the stored C++ type: as use(std::type_identity<T>{}).
template <class Use>
void with_type(const NpyHeader& header, const Use& use) {
  const auto by_size = [&]<class A, class B, class C, class D>(A a, B b, C c, D d) {
    switch (header.element_size) {
      case 1: return use(a);
      case 2: return use(b);
      case 4: return use(c);
      default: return use(d);
    }
  };
  switch (header.kind) {
    case NumberKind::boolean:
    case NumberKind::unsigned_integer:
      return by_size(std::uint8_t{}, std::uint16_t{}, std::uint32_t{}, std::uint64_t{});
    case NumberKind::signed_integer: return by_size(std::int8_t{}, std::int16_t{}, std::int32_t{}, std::int64_t{});
    case NumberKind::floating:
      WIREBENCH_EXPECT(header.element_size >= 4);
      if (header.element_size == 4) return use(float{});
      return use(double{});
  }
}

}  // namespace

NpyArray::Row NpyArray::row(std::uint64_t number) {
  WIREBENCH_EXPECT(!header_.shape.empty() && number < rows());
  const std::size_t element = header_.element_size;
  const std::uint64_t row_elements = header_.elements() / rows();
  if (header_.memory_order == MemoryOrder::c || header_.shape.size() == 1) {
    block_.resize(row_elements * element);
    file_.read(header_.data_offset + number * block_.size(), block_);
    return {block_, element};
  }
  // Fortran order: the rows are interleaved element by element. A block of neighbouring rows is read at once, so that
  // the file is gone through a few times and not once a row.
  if (block_rows_ == 0 || number < block_first_ || number >= block_first_ + block_rows_) {
    const std::uint64_t most =
        std::max<std::uint64_t>(k_block_bytes / std::max<std::uint64_t>(row_elements * element, 1), 1);
    block_first_ = number;
    block_rows_ = std::min(most, rows() - number);
    block_.resize(row_elements * block_rows_ * element);
    const std::size_t run = block_rows_ * element;
    for (std::uint64_t m = 0; m < row_elements; ++m) {
      file_.read(header_.data_offset + (m * rows() + number) * element, std::span{block_}.subspan(m * run, run));
    }
  }
  return {std::span{block_}.subspan((number - block_first_) * element), block_rows_ * element};
}

template <class T>
void NpyArray::read(std::uint64_t number, std::span<const std::uint32_t> order, std::span<T> out) {
  WIREBENCH_EXPECT(order.size() == out.size());
  const Row from = row(number);
  with_type(header_, [&]<class Stored>(Stored) {
    if constexpr (sizeof(T) >= sizeof(Stored) || !std::is_same_v<T, std::uint8_t>) {
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<T>(load<Stored>(from.bytes.data() + order[i] * from.stride, header_.byte_order));
      }
    } else {
      WIREBENCH_EXPECT(sizeof(Stored) == sizeof(T));  // wider elements do not fit bytes
    }
  });
}

template void NpyArray::read(std::uint64_t, std::span<const std::uint32_t>, std::span<std::uint8_t>);
template void NpyArray::read(std::uint64_t, std::span<const std::uint32_t>, std::span<float>);

std::vector<std::int64_t> NpyArray::read_integers() {
  if (header_.kind != NumberKind::signed_integer && header_.kind != NumberKind::unsigned_integer) {
    throw Error{ErrorKind::usage,
                {"labels are not integers", file_.name(), "its elements are '" + header_.descr + "'",
                 "Save the labels as integers, 0 for the first class; one-hot labels with numpy.argmax(y, axis=1)."}};
  }
  WIREBENCH_EXPECT(header_.elements() == rows());
  std::vector<std::int64_t> values(rows());
  std::vector<std::byte> bytes(values.size() * header_.element_size);  // one column: memory order does not matter
  file_.read(header_.data_offset, bytes);
  with_type(header_, [&]<class Stored>(Stored) {
    if constexpr (std::is_integral_v<Stored>) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = load<Stored>(bytes.data() + i * sizeof(Stored), header_.byte_order);
        // Out of range either way; the caller reports which label it was.
        values[i] = std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value)
                                                       : std::numeric_limits<std::int64_t>::max();
      }
    }
  });
  return values;
}

}  // namespace wirebench::dataset
