/// \file A grid that is uniform within each octave: finding the cell of a number costs no logarithm.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace wirebench::transport::embedded {

/// Nodes at 2^(first_octave) (1 + k/32) 2^n. The cell of a number is read off its exponent and leading mantissa bits.
/// Thread-safe: const after construction.
class BinaryGrid {
 public:
  /// Covers [2^first_octave, 2^last_octave].
  constexpr BinaryGrid(int first_octave, int last_octave) noexcept
      : base_{static_cast<std::uint64_t>(1023 + first_octave) << k_bits},
        cells_{static_cast<std::size_t>(last_octave - first_octave) << k_bits} {}

  [[nodiscard]] constexpr std::size_t nodes() const noexcept { return cells_ + 1; }
  [[nodiscard]] constexpr double node(std::size_t index) const noexcept {
    return std::bit_cast<double>((base_ + index) << k_shift);
  }
  [[nodiscard]] constexpr double front() const noexcept { return node(0); }
  [[nodiscard]] constexpr double back() const noexcept { return node(cells_); }
  /// Index of the node at or below `x` that begins a cell; the first or last cell for a number outside the grid.
  /// Precondition: x >= 0, not NaN.
  [[nodiscard]] constexpr std::size_t cell(double x) const noexcept {
    const std::uint64_t key = std::bit_cast<std::uint64_t>(x) >> k_shift;
    if (key <= base_) return 0;
    const std::uint64_t index = key - base_;
    return index < cells_ ? static_cast<std::size_t>(index) : cells_ - 1;
  }

 private:
  static constexpr int k_bits = 5;  // of the mantissa: 32 cells an octave
  static constexpr int k_shift = 52 - k_bits;
  std::uint64_t base_;
  std::size_t cells_;
};

}  // namespace wirebench::transport::embedded
