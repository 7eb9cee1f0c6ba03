/// \file How electrons spread while they drift.
#pragma once

#include <cmath>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Diffusion coefficients along and across the drift. The defaults are larnd-sim's; others in use: LArSoft 6.2
/// and 16.3, Wire-Cell 7.2 and 12.0, MicroBooNE (measured along the drift at 273.9 V/cm, arXiv:2104.06551) 3.74, all in
/// cm2/s.
struct Diffusion {
  DiffusionCoefficient longitudinal = 4.0 * units::square_centimeter_per_second;
  DiffusionCoefficient transverse = 8.8 * units::square_centimeter_per_second;
};

/// Standard deviation of a point-like charge after `time` in one direction: sqrt(2 D t). Neither may be negative.
[[nodiscard]] inline Length diffusion_spread(DiffusionCoefficient coefficient, Time time) noexcept {
  return Length{std::sqrt(2.0 * coefficient.value() * time.value())};
}

}  // namespace wirebench::detector
