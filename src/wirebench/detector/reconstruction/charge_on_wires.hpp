/// \file From charge by channel and time to charge by wire and place along the drift.
#pragma once

#include <array>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/reconstruction/channel_signals.hpp"
#include "wirebench/detector/wire_charge.hpp"

namespace wirebench::detector {

/// Adds the charge found on the layers of an anode to the views, all anodes' charge stitched in the input's
/// coordinates: the wire's number in its view (FacePlane::view_wire) and the drift coordinate of charge that was set
/// free at time zero. Charge of wrapped wires goes to the stretch that SegmentChoice gives it to. Returns the charge,
/// in electrons, that no stretch could be found for; it is in no view. `signals`: of all layers of one anode.
/// `velocity`: of the drift. Samples whose charge is negative are kept.
double place_on_wires(const Geometry& geometry, const std::array<ChannelSignals, k_planes>& signals, Speed velocity,
                      WirePlaneCharge& views);

}  // namespace wirebench::detector
