/// \file Weighted points of phase space, for decays that other factors shape as well.
#pragma once

#include <span>

#include "wirebench/core/random.hpp"
#include "wirebench/nuclear/four_vector.hpp"

namespace wirebench::generator {

/// One point of the n-body phase space of `mass`, in its rest frame, with the weight that this point has: to be
/// accepted with probability weight (at most 1). Preconditions: at least two bodies, no more than k_most_bodies,
/// `out` as long as `masses`, mass above the sum. Units: those of `mass`.
/// Source: F. James, CERN 68-15 (1968), the successive two-body decays of Raubold and Lynch.
double phase_space_point(double mass, std::span<const double> masses, RandomStream& random,
                         std::span<nuclear::FourVector> out) noexcept;
inline constexpr std::size_t k_most_bodies = 24;

}  // namespace wirebench::generator
