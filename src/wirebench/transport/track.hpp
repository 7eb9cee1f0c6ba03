/// \file The tracks of one event: who came from whom, by which process.
#pragma once

#include <cstdint>
#include <string_view>

#include "wirebench/core/vector3.hpp"
#include "wirebench/nuclear/particle.hpp"

namespace wirebench::transport {

/// How a track began or ended. The numbers are written to files, never renumber.
enum class Process : std::uint8_t {
  none = 0,  ///< end: came to rest or below the production cut
  primary = 1,
  ionization = 2,  ///< begin: delta ray
  bremsstrahlung = 3,
  compton = 4,
  pair_production = 5,
  photoelectric = 6,
  rayleigh = 7,
  annihilation = 8,
  decay = 9,
  capture_at_rest = 10,  ///< mu-, pi-, K- at an argon nucleus
  hadron_elastic = 11,
  hadron_inelastic = 12,
  neutron_capture = 13,
  left_volume = 14,  ///< end
  time_limit = 15,   ///< end: a slow neutron beyond the readout's time
};

[[nodiscard]] std::string_view process_name(Process process) noexcept;

/// One track. Lengths in mm, times in ns, energies in MeV.
struct Track {
  std::uint32_t track_id = 0;   ///< 1 for the first; the primaries come first, in their order
  std::uint32_t parent_id = 0;  ///< 0 = primary
  nuclear::PdgCode pdg = 0;
  Process start_process = Process::primary;
  Process end_process = Process::none;
  Vector3 start;
  Vector3 end;
  Vector3 start_momentum;  ///< MeV
  Vector3 end_momentum;    ///< MeV, where the track ended, before the process that ended it
  double start_time = 0.0;
  double end_time = 0.0;
  double length = 0.0;  ///< along the track
};

}  // namespace wirebench::transport
