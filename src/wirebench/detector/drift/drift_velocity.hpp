/// \file How fast electrons drift through liquid argon.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Published parametrisations.
enum class VelocityModel : std::uint8_t {
  walkowiak,   ///< W. Walkowiak, NIM A449 (2000) 288
  larsoft,     ///< LArSoft's default (lardataalg): linear, ICARUS, blend, Walkowiak, from low to high fields
  polynomial,  ///< MicroBooNE and ICARUS data, arXiv:2008.09765
  mobility,    ///< the BNL group's mobility times the field, arXiv:1508.07059, with the parameters of larnd-sim
};

/// Names in configuration files, in the order of VelocityModel.
inline constexpr std::array<std::string_view, 4> k_velocity_model_names{"walkowiak", "larsoft", "polynomial",
                                                                        "mobility"};

/// Where a parametrisation is fitted.
struct VelocityRange {
  ElectricField least_field;
  ElectricField most_field;
  Temperature least_temperature;
  Temperature most_temperature;
};

/// Valid for: walkowiak 0.5 to 12.6 kV/cm; larsoft 0 to 4; polynomial 0 to 1; mobility 0 to 12 (its data thin out above
/// 1); all 86 to 94 K.
[[nodiscard]] VelocityRange valid_range(VelocityModel model) noexcept;

/// Drift velocity. The models agree within 2 % from 0.1 to 1 kV/cm (walkowiak: from 0.5).
/// Errors: Error(usage) outside valid_range(), naming model, value, range and the models that cover it.
[[nodiscard]] Speed drift_velocity(VelocityModel model, ElectricField field, Temperature temperature);

/// Drift velocity at any field above 0, for the strong fields near wires: model larsoft, held at its value at 0.05 and
/// at 12.6 kV/cm beyond these. Errors: Error(usage) for a temperature outside the models' range.
[[nodiscard]] Speed drift_velocity_near_wires(ElectricField field, Temperature temperature);

}  // namespace wirebench::detector
