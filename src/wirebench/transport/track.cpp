#include "wirebench/transport/track.hpp"

namespace wirebench::transport {

std::string_view process_name(Process process) noexcept {
  switch (process) {
    case Process::none: return "none";
    case Process::primary: return "primary";
    case Process::ionization: return "ionization";
    case Process::bremsstrahlung: return "bremsstrahlung";
    case Process::compton: return "compton";
    case Process::pair_production: return "pair production";
    case Process::photoelectric: return "photoelectric";
    case Process::rayleigh: return "rayleigh";
    case Process::annihilation: return "annihilation";
    case Process::decay: return "decay";
    case Process::capture_at_rest: return "capture at rest";
    case Process::hadron_elastic: return "hadron elastic";
    case Process::hadron_inelastic: return "hadron inelastic";
    case Process::neutron_capture: return "neutron capture";
    case Process::left_volume: return "left volume";
    case Process::time_limit: return "time limit";
  }
  return "unknown";
}

}  // namespace wirebench::transport
