#include "wirebench/detector/drift/drift_velocity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

// Inside: fields in kV/cm, temperatures in K, velocities in mm/us, as the parametrisations are published.

/// Walkowiak's form, which ICARUS fitted again with parameters of its own.
struct WalkowiakForm {
  double p1, p2, p3, p4, p5, p6, reference_temperature;

  double operator()(double field, double temperature) const {
    const double difference = temperature - reference_temperature;
    return (p1 * difference + 1.0) * (p3 * field * std::log(1.0 + p4 / field) + p5 * std::pow(field, p6)) +
           p2 * difference;
  }
};

constexpr WalkowiakForm k_walkowiak{-0.01481, -0.0075, 0.141, 12.4, 1.627, 0.317, 90.371};
constexpr WalkowiakForm k_icarus{-0.04640, 0.01712, 1.88125, 0.99408, 0.01172, 4.20214, 105.749};

// LArSoft goes over from ICARUS's to Walkowiak's parameters between these fields.
constexpr double k_blend_from = 0.619;
constexpr double k_blend_to = 0.699;

double larsoft(double field, double temperature) {
  const double t = temperature - 87.203;
  const double linear_below = 0.0938163 - 0.0052563 * t - 0.000147 * t * t;
  if (field < linear_below) return (5.18406 + t * (0.01448 - t * (0.003497 + t * 0.000516))) * field;
  if (field < k_blend_from) return k_icarus(field, temperature);
  if (field >= k_blend_to) return k_walkowiak(field, temperature);
  const double share = (field - k_blend_from) / (k_blend_to - k_blend_from);
  return (1.0 - share) * k_icarus(field, temperature) + share * k_walkowiak(field, temperature);
}

double polynomial(double field, double temperature) {
  const double at_89_k =
      field * (5.53416 + field * (-6.53093 + field * (3.20752 + field * (0.389696 - field * 0.556184))));
  return (1.0 - 0.0184 * (temperature - 89.0)) * at_89_k;
}

double mobility(double field, double temperature) {
  constexpr double low_field = 551.6;  // cm2/V/s, at 89 K without field
  constexpr double slope = 7158.3;
  const double numerator = low_field + slope * field + 4440.43 * std::pow(field, 1.5) + 4.29 * std::pow(field, 2.5);
  const double denominator = 1.0 + slope / low_field * field + 43.63 * field * field + 0.2053 * field * field * field;
  const double cm2_per_volt_second = numerator / denominator * std::pow(temperature / 89.0, -1.5);
  return cm2_per_volt_second * field * 0.01;  // (cm2/V/s) (kV/cm) = 1000 cm/s = 0.01 mm/us
}

struct Bounds {
  double least_field;
  double most_field;
};

constexpr double k_least_temperature = 86.0;
constexpr double k_most_temperature = 94.0;

constexpr Bounds bounds(VelocityModel model) noexcept {
  switch (model) {
    case VelocityModel::walkowiak: return {0.5, 12.6};
    case VelocityModel::larsoft: return {0.0, 4.0};
    case VelocityModel::polynomial: return {0.0, 1.0};
    case VelocityModel::mobility: return {0.0, 12.0};
  }
  return {};
}

std::string models_for(double field) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < k_velocity_model_names.size(); ++i) {
    const Bounds range = bounds(static_cast<VelocityModel>(i));
    if (field >= range.least_field && field <= range.most_field) names.push_back(k_velocity_model_names[i]);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void require_temperature(double kelvins) {
  if (kelvins >= k_least_temperature && kelvins <= k_most_temperature) return;
  throw Error{ErrorKind::usage,
              {"temperature outside the range of the drift velocity models", fmt::format("{:g} K", kelvins),
               fmt::format("they are fitted from {:g} to {:g} K", k_least_temperature, k_most_temperature),
               "Change argon.temperature_k."}};
}

}  // namespace

VelocityRange valid_range(VelocityModel model) noexcept {
  const Bounds range = bounds(model);
  return {range.least_field * units::kilovolt_per_centimeter, range.most_field * units::kilovolt_per_centimeter,
          k_least_temperature * units::kelvin, k_most_temperature * units::kelvin};
}

Speed drift_velocity(VelocityModel model, ElectricField field, Temperature temperature) {
  const double kilovolts = field.in(units::kilovolt_per_centimeter);
  const double kelvins = temperature.in(units::kelvin);
  const Bounds range = bounds(model);
  const std::string_view name = k_velocity_model_names[static_cast<std::size_t>(model)];
  if (!(kilovolts > 0.0 && kilovolts >= range.least_field && kilovolts <= range.most_field)) {
    const std::string others = models_for(kilovolts);
    throw Error{
        ErrorKind::usage,
        {"field outside the range of the drift velocity model",
         fmt::format("{:g} V/cm with model '{}'", 1000.0 * kilovolts, name),
         fmt::format("it is fitted from {:g} to {:g} V/cm", 1000.0 * range.least_field, 1000.0 * range.most_field),
         others.empty() ? "Give a field above 0 that a model covers." : "Models that cover it: " + others + "."}};
  }
  require_temperature(kelvins);
  const double value = [&] {
    switch (model) {
      case VelocityModel::walkowiak: return k_walkowiak(kilovolts, kelvins);
      case VelocityModel::larsoft: return larsoft(kilovolts, kelvins);
      case VelocityModel::polynomial: return polynomial(kilovolts, kelvins);
      case VelocityModel::mobility: return mobility(kilovolts, kelvins);
    }
    return 0.0;
  }();
  return value * units::millimeter_per_microsecond;
}

Speed drift_velocity_near_wires(ElectricField field, Temperature temperature) {
  const double kelvins = temperature.in(units::kelvin);
  require_temperature(kelvins);
  const double kilovolts = std::clamp(field.in(units::kilovolt_per_centimeter), 0.05, 12.6);
  return larsoft(kilovolts, kelvins) * units::millimeter_per_microsecond;
}

}  // namespace wirebench::detector
