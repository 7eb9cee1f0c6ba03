#include "wirebench/detector/drift/drift_config.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "wirebench/core/error.hpp"
#include "wirebench/detector/drift/drift_velocity.hpp"

namespace wirebench::detector {
namespace {

constexpr std::string_view k_fixed = "fixed";

Speed read_velocity(ConfigTable& drift, ElectricField field, Temperature temperature) {
  std::array<std::string_view, k_velocity_model_names.size() + 1> names{};
  std::copy(k_velocity_model_names.begin(), k_velocity_model_names.end(), names.begin());
  names.back() = k_fixed;
  const std::string name = drift.choice("velocity_model", names);
  if (name == k_fixed) {
    return drift.number("velocity_mm_per_us", {0.01, 10.0}) * units::millimeter_per_microsecond;
  }
  if (drift.has("velocity_mm_per_us")) {
    drift.fail("velocity_mm_per_us", "two drift velocities", "velocity_model = \"" + name + "\" gives one too",
               "Remove one of the keys, or say velocity_model = \"fixed\".");
  }
  const auto* const found = std::find(k_velocity_model_names.begin(), k_velocity_model_names.end(), name);
  const auto model = static_cast<VelocityModel>(found - k_velocity_model_names.begin());
  try {
    return drift_velocity(model, field, temperature);
  } catch (const Error& error) {
    drift.fail("velocity_model", error.what(), "", "");
  }
}

}  // namespace

DriftChoice read_drift(ConfigTable drift, ElectricField field, Temperature temperature,
                       const std::filesystem::path& folder) {
  DriftChoice choice;
  choice.options.velocity = read_velocity(drift, field, temperature);
  const std::string survival = drift.choice("survival", {"all", "mean", "binomial"}, "mean");
  if (survival != "all") choice.options.lifetime = drift.number("lifetime_ms", {0.01, 1.0e4}) * units::millisecond;
  choice.options.survival = survival == "binomial" ? Survival::binomial : Survival::mean;
  constexpr Range<double> diffusion_range{0.0, 100.0};
  choice.options.diffusion.longitudinal =
      drift.number("diffusion_longitudinal_cm2_per_s", diffusion_range) * units::square_centimeter_per_second;
  choice.options.diffusion.transverse =
      drift.number("diffusion_transverse_cm2_per_s", diffusion_range) * units::square_centimeter_per_second;
  choice.longest_piece = drift.number("longest_piece_mm", {0.1, 100.0}) * units::millimeter;
  const std::string map = drift.string("space_charge_map", "");
  if (!map.empty()) {
    const std::filesystem::path path = std::filesystem::absolute(folder / map).lexically_normal();
    choice.options.space_charge = std::make_shared<const SpaceChargeMap>(SpaceChargeMap::read(path));
    drift.resolve("space_charge_map", path.string());
  }
  return choice;
}

}  // namespace wirebench::detector
