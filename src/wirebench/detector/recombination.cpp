#include "wirebench/detector/recombination.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

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

EllipsoidBoxRecombination::EllipsoidBoxRecombination(Parameters parameters, ElectricField field,
                                                     Density density) noexcept
    : alpha_{parameters.alpha},
      strength_{per_stopping_power(parameters.beta_90, field, density)},
      inverse_square_ratio_{1.0 / (parameters.ratio * parameters.ratio)} {
  WIREBENCH_EXPECT(parameters.ratio > 0.0);
}

double EllipsoidBoxRecombination::operator()(StoppingPower loss, double cosine_squared) const noexcept {
  WIREBENCH_EXPECT(loss.value() >= 0.0 && cosine_squared >= 0.0 && cosine_squared <= 1.0);
  const double x = strength_ * loss.value() / std::sqrt(1.0 - cosine_squared * (1.0 - inverse_square_ratio_));
  if (x <= 0.0) return 0.0;
  return std::clamp(std::log(alpha_ + x) / x, 0.0, 1.0);
}

FieldRange valid_fields(const Recombination& model) noexcept {
  if (std::holds_alternative<ModifiedBoxRecombination>(model)) {
    return {50.0 * units::volt_per_centimeter, 2000.0 * units::volt_per_centimeter};
  }
  return {100.0 * units::volt_per_centimeter, 1000.0 * units::volt_per_centimeter};
}

double surviving_fraction(const Recombination& model, StoppingPower loss, double cosine_squared) noexcept {
  return std::visit(
      [loss, cosine_squared](const auto& chosen) {
        if constexpr (std::is_invocable_v<decltype(chosen), StoppingPower, double>) {
          return chosen(loss, cosine_squared);
        } else {
          return chosen(loss);
        }
      },
      model);
}

}  // namespace wirebench::detector
