/// \file What one event of a single particle adds to the numbers of its run.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "wirebench/transport/transported_event.hpp"
#include "wirebench/validation/single_particle_run.hpp"

namespace wirebench::validation {

/// One event measured. Units of the reference files: cm, MeV.
struct EventMeasures {
  double deposited = 0.0;
  std::array<double, k_depositors> deposited_by{};
  double length = 0.0;
  double end_z = 0.0;
  bool inelastic = false;
  struct Crossing {
    double x = 0.0, y = 0.0;              ///< displacement from the axis
    double slope_x = 0.0, slope_y = 0.0;  ///< of the direction there
  };
  std::array<std::optional<Crossing>, k_crossing_depths.size()> crossings;
  std::vector<double> depth_profile;  ///< MeV per bin, as far as there is energy
  std::array<double, k_radius_bins> radius_profile{};
  std::vector<double> step_losses;
  std::optional<double> start_energy;
  std::optional<double> first_charged;
  struct Secondary {
    nuclear::PdgCode pdg = 0;
    double kinetic = 0.0;
    double cosine = 0.0;
  };
  std::vector<Secondary> secondaries;  ///< of the primary's inelastic interaction
};

/// Measures an event of one primary that starts at the origin along +z, transported with its tracks and the steps of
/// its primary kept. Deposits count at the middle of their step. A full step is as long as `step_limit` (mm) to 1e-3
/// mm. Precondition: the first track is the primary.
[[nodiscard]] EventMeasures measure(const transport::TransportedEvent& event, const Beam& beam, double step_limit);

}  // namespace wirebench::validation
