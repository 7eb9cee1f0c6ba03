#include "wirebench/detector/recombination.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

/// strength / (density * field) per native unit of dE/dx (MeV/mm).
double per_stopping_power(RecombinationStrength strength, ElectricField field, Density density) noexcept {
  WIREBENCH_EXPECT(field.value() > 0.0 && density.value() > 0.0);
  const double per_mev_per_cm =
      strength.value / (density.in(units::gram_per_cubic_centimeter)*field.in(units::kilovolt_per_centimeter));
  return per_mev_per_cm / units::mev_per_centimeter.value();
}

}  // namespace

ModifiedBoxRecombination::ModifiedBoxRecombination(Parameters parameters, ElectricField field, Density density) noexcept
    : alpha_{parameters.alpha}, strength_{per_stopping_power(parameters.beta, field, density)} {}

double ModifiedBoxRecombination::operator()(StoppingPower loss) const noexcept {
  WIREBENCH_EXPECT(loss.value() >= 0.0);
  const double x = strength_ * loss.value();
  if (x <= 0.0) return 0.0;  // the limit of the formula is minus infinity for alpha < 1
  return std::clamp(std::log(alpha_ + x) / x, 0.0, 1.0);
}

BirksRecombination::BirksRecombination(Parameters parameters, ElectricField field, Density density) noexcept
    : amplitude_{parameters.amplitude}, strength_{per_stopping_power(parameters.k, field, density)} {}

double BirksRecombination::operator()(StoppingPower loss) const noexcept {
  WIREBENCH_EXPECT(loss.value() >= 0.0);
  return std::clamp(amplitude_ / (1.0 + strength_ * loss.value()), 0.0, 1.0);
}

}  // namespace wirebench::detector
