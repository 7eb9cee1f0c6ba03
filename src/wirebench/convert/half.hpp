/// \file IEEE 754 half precision.
#pragma once

#include <cstdint>

namespace wirebench::convert {

/// Bits of the half-precision number nearest to `value` (ties to even); finite values beyond +-65504 become +-65504.
/// NaN stays NaN. Source: IEEE 754-2008, binary16.
[[nodiscard]] std::uint16_t to_half(float value) noexcept;

}  // namespace wirebench::convert
