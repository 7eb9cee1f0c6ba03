/// \file The rounding rules of integer inference (docs/adr/0008).
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace wirebench::runtime::native {

/// Nearest integer, ties to even, of a value already clamped to +-2^22: adding 1.5 * 2^23 leaves the rounded integer in
/// the low mantissa bits, and unlike a library call it vectorises everywhere. NaN gives an unspecified integer.
[[nodiscard]] inline std::int32_t round_half_even(float value) noexcept {
  constexpr float k_shift = 12582912.0F;
  return std::bit_cast<std::int32_t>(value + k_shift) - std::bit_cast<std::int32_t>(k_shift);
}

/// A positive real number as multiplier * 2^(shift - 31), multiplier in [2^30, 2^31); 0 as {0, 0}.
struct FixedMultiplier {
  std::int32_t multiplier = 0;
  int shift = 0;
};

/// Source: TensorFlow Lite's fixed-point convention (multiplier rounded half away to 31 bits; numbers below 2^-32
/// become 0). Precondition: 0 <= value < 2^30.
[[nodiscard]] FixedMultiplier to_fixed(double value) noexcept;

/// x * m in two roundings, as TensorFlow Lite's reference kernels compute it: x << shift (for a positive shift), the
/// high half of the doubled product rounded to nearest (ties up), then a rounding right shift (ties away from zero).
[[nodiscard]] inline std::int32_t multiply(std::int32_t x, FixedMultiplier m) noexcept {
  const int left = m.shift > 0 ? m.shift : 0;
  const int right = m.shift > 0 ? 0 : -m.shift;
  const std::int64_t product =
      static_cast<std::int64_t>(static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left)) * m.multiplier;
  const std::int64_t nudge = product >= 0 ? (std::int64_t{1} << 30) : 1 - (std::int64_t{1} << 30);
  const auto high = static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
  const std::int32_t mask = static_cast<std::int32_t>((std::int64_t{1} << right) - 1);
  const std::int32_t remainder = high & mask;
  const std::int32_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);
  return (high >> right) + (remainder > threshold ? 1 : 0);
}

/// A value clamped to the stored range of an 8-bit type.
template <class T>
[[nodiscard]] T saturate(std::int32_t value, std::int32_t low, std::int32_t high) noexcept {
  return static_cast<T>(std::clamp(value, low, high));
}

}  // namespace wirebench::runtime::native
