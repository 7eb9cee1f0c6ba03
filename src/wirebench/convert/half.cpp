#include "wirebench/convert/half.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace wirebench::convert {

std::uint16_t to_half(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7e00U);
  const float magnitude = std::min(std::fabs(value), 65504.0F);
  // Adding 2^k with the half's last place at float's last place lets the hardware round to nearest even. Below 2^-14
  // the halves are spaced evenly by 2^-24.
  const int exponent = std::max(magnitude > 0.0F ? std::ilogb(magnitude) : -14, -14);
  const float step = std::ldexp(1.0F, exponent - 10);
  const auto steps = static_cast<std::uint32_t>(std::nearbyint(magnitude / step));  // exact: a power of two
  // Normal numbers hold 1024..2047 steps (2048 carries into the exponent by itself), subnormal ones fewer.
  const auto encoded = static_cast<std::uint32_t>(exponent + 14) * 1024U + steps;
  return static_cast<std::uint16_t>(sign | encoded);
}

}  // namespace wirebench::convert
