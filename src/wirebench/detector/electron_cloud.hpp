/// \file Electrons that have arrived at the wires.
#pragma once

#include <cstdint>

namespace wirebench::detector {

/// A group of electrons at the wires of one face of an anode: what drift hands to the field response. A bulk type:
/// plain numbers in native units. Its electrons are spread as Gaussians, `sigma_time` in time and `sigma_transverse`
/// in both directions along the planes. Every plane sees all of them pass.
struct ElectronCloud {
  double time = 0.0;  ///< ns after the event's zero: its centre reaches the collection plane at the bulk drift velocity
  double vertical = 0.0;          ///< mm, after the displacement by space charge
  double beam = 0.0;              ///< mm
  double electrons = 0.0;         ///< that survived the drift
  double sigma_time = 0.0;        ///< ns; longitudinal diffusion
  double sigma_transverse = 0.0;  ///< mm
  std::uint32_t anode_face = 0;   ///< index in Geometry::faces()
  std::uint32_t deposit = 0;      ///< index of the deposit they come from
};

}  // namespace wirebench::detector
