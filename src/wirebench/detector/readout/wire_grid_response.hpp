/// \file Field response computed from the geometry and the voltages of the wire planes.
#pragma once

#include <cstddef>
#include <functional>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/readout/field_response.hpp"
#include "wirebench/detector/readout/wire_grid.hpp"

namespace wirebench::detector {

/// Drift velocity in mm/ns at a field.
using DriftSpeed = std::function<double(ElectricField)>;

struct WireGridResponseOptions {
  WireGridGeometry geometry;      ///< planes from the cathode's side; the last one collects
  std::size_t unread_planes = 0;  ///< how many of the first planes are not read out (a shielding grid)
  double velocity_scale = 1.0;    ///< factor on the drift velocity near the wires, 0.5 to 2: calibration
  std::size_t reach = 3;          ///< wires on either side that see the charge, 0 to 10
  Time period{100.0};             ///< of the samples, above 0
};

/// Follows electrons from the front sheet to the collection wires along the two-dimensional drift field and takes the
/// current on every wire from the weighting potentials (Shockley-Ramo), without diffusion. Ten impact positions a
/// pitch; the edge of a wire's region is followed 1/100 of a pitch inside it, because on the very edge the time of
/// arrival grows without limit (diffusion spreads charge more than that). The net charge is exactly 1 on the collecting
/// wire and exactly 0 elsewhere, because the weighting potentials are 0 on the front sheet. Agrees with Garfield
/// calculations of MicroBooNE, DUNE and SBND within 5 % in the shaped signal (tests). Errors: Error(usage) when an
/// electron ends elsewhere than on its collection wire: the planes are not transparent at these voltages.
[[nodiscard]] FieldResponse wire_grid_response(const WireGridResponseOptions& options, ElectricField drift_field,
                                               const DriftSpeed& speed);

}  // namespace wirebench::detector
