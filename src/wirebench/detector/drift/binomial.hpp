/// \file How many of a number of electrons survive, by chance.
#pragma once

#include <cstdint>

#include "wirebench/core/random.hpp"

namespace wirebench::detector {

/// Number of successes in `trials` tries of `probability` (0 to 1) each. Exact, by inversion, where fewer than 30
/// successes or failures are expected; else a normal number of the same mean and variance, rounded and held in
/// [0, trials] (the skewness it leaves out is below 0.2). The standard library's would differ between libraries.
/// Source of the inversion: Kachitvichyanukul and Schmeiser, Comm. ACM 31 (1988) 216, algorithm BINV.
[[nodiscard]] std::uint64_t binomial(RandomStream& random, std::uint64_t trials, double probability) noexcept;

}  // namespace wirebench::detector
