#include "wirebench/runtime/native/requantize.hpp"

#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::runtime::native {

FixedMultiplier to_fixed(double value) noexcept {
  WIREBENCH_EXPECT(value >= 0.0 && value < 1073741824.0);
  if (value == 0.0) {
    return {};
  }
  int shift = 0;
  const double fraction = std::frexp(value, &shift);  // in [0.5, 1)
  auto multiplier = static_cast<std::int64_t>(std::round(fraction * 2147483648.0));
  if (multiplier == std::int64_t{1} << 31) {
    multiplier /= 2;
    ++shift;
  }
  if (shift < -31) {
    return {};
  }
  return {static_cast<std::int32_t>(multiplier), shift};
}

}  // namespace wirebench::runtime::native
