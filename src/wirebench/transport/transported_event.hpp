/// \file What a transport engine makes of one event.
#pragma once

#include <vector>

#include "wirebench/core/vector3.hpp"
#include "wirebench/transport/deposit.hpp"
#include "wirebench/transport/track.hpp"

namespace wirebench::transport {

/// One step of a primary: for physics validation (scattering, straggling), not needed for images.
struct PrimaryStep {
  std::uint32_t track_id = 0;
  double kinetic_before = 0.0;  ///< MeV
  double energy_deposited = 0.0;
  double length = 0.0;  ///< mm along the step
  Vector3 end;
  Vector3 direction;  ///< unit vector at the end, before any process there
};

/// Where the energy of an event went, MeV. Total energies with rest masses: what came in (primaries, and the nuclei and
/// electrons that took part) equals what is listed here, to rounding.
struct EnergyLedger {
  double primaries = 0.0;     ///< total energies of the primaries
  double targets = 0.0;       ///< rest masses of the nuclei (and electrons, for annihilation) that reacted
  double deposited = 0.0;     ///< ionisation, as in the deposits, without `not_ionizing`
  double not_ionizing = 0.0;  ///< kinetic energy of nuclear recoils, in the deposits with their own pdg code
  double rest_masses = 0.0;   ///< of what came to rest and stays (residual nuclei, stopped electrons, nucleons)
  double neutrinos = 0.0;     ///< carried away
  double escaped = 0.0;       ///< total energy of what left the volume or ran out of time
  [[nodiscard]] double imbalance() const noexcept {
    return primaries + targets - deposited - not_ionizing - rest_masses - neutrinos - escaped;
  }
};

struct TransportedEvent {
  EventDeposits deposits;
  std::vector<Track> tracks;               ///< empty unless asked for
  std::vector<PrimaryStep> primary_steps;  ///< empty unless asked for
  EnergyLedger ledger;
};

}  // namespace wirebench::transport
