/// \file Random numbers of 32 bits, for choices made thousands of times an event.
#pragma once

#include "wirebench/core/random.hpp"

namespace wirebench::transport::embedded {

/// Uniform in (0, 1), never either end, in steps of 2^-32: half the cost of RandomStream::uniform(). Good where a step
/// of 2e-10 is below any effect: azimuths, Poisson numbers, tails that are cut off anyway.
[[nodiscard]] inline double coarse_uniform(RandomStream& random) noexcept {
  return (static_cast<double>(random()) + 0.5) * 0x1p-32;
}

}  // namespace wirebench::transport::embedded
