/// \file Recombination and ionisation of a detector preset.
#pragma once

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/ionization.hpp"
#include "wirebench/detector/recombination.hpp"

namespace wirebench::detector {

/// Reads the model and parameters of [recombination]. [recombination.ellipsoid_box] has defaults; the other two models'
/// tables are required. Errors: Error(usage), also for a field outside the model's valid_fields().
[[nodiscard]] Recombination read_recombination(ConfigTable& recombination, ElectricField field, Density density);

/// Reads argon.w_ion_ev, recombination.least_dedx_mev_per_cm and, where `root` has it, [ionization].
[[nodiscard]] IonizationOptions read_ionization_options(ConfigTable& root, ConfigTable& argon,
                                                        ConfigTable& recombination, Axis field);

}  // namespace wirebench::detector
