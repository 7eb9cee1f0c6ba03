#include "wirebench/transport/process_code.hpp"

#include <array>

namespace wirebench::transport {
namespace {

struct Entry {
  Process process;
  ProcessCode code;
};

constexpr std::uint32_t k_transportation = 1, k_electromagnetic = 2, k_hadronic = 4, k_decay = 6, k_general = 7;

/// The first entry of a process is the code written; further ones are read.
constexpr std::array k_entries{
    Entry{Process::primary, {0, 0}},
    Entry{Process::ionization, {k_electromagnetic, 2}},
    Entry{Process::bremsstrahlung, {k_electromagnetic, 3}},
    Entry{Process::compton, {k_electromagnetic, 13}},
    Entry{Process::pair_production, {k_electromagnetic, 14}},
    Entry{Process::pair_production, {k_electromagnetic, 4}},  // by a muon or hadron
    Entry{Process::photoelectric, {k_electromagnetic, 12}},
    Entry{Process::rayleigh, {k_electromagnetic, 11}},
    Entry{Process::annihilation, {k_electromagnetic, 5}},
    Entry{Process::ionization, {k_electromagnetic, 1}},  // a nucleus from single Coulomb scattering: nearest
    Entry{Process::decay, {k_decay, 201}},
    Entry{Process::decay, {k_decay, 202}},  // with spin
    Entry{Process::decay, {k_decay, 210}},  // radioactive
    Entry{Process::capture_at_rest, {k_hadronic, 151}},
    Entry{Process::capture_at_rest, {k_hadronic, 132}},
    Entry{Process::capture_at_rest, {k_hadronic, 152}},
    Entry{Process::hadron_elastic, {k_hadronic, 111}},
    Entry{Process::hadron_inelastic, {k_hadronic, 121}},
    Entry{Process::hadron_inelastic, {k_hadronic, 161}},  // charge exchange
    Entry{Process::neutron_capture, {k_hadronic, 131}},
    Entry{Process::left_volume, {k_transportation, 91}},
    Entry{Process::time_limit, {k_general, 403}},
};

}  // namespace

ProcessCode process_code(Process process) noexcept {
  for (const Entry& entry : k_entries) {
    if (entry.process == process) return entry.code;
  }
  return {};
}

Process start_process(ProcessCode code) noexcept {
  for (const Entry& entry : k_entries) {
    if (entry.code == code) return entry.process;
  }
  return Process::none;
}

Process end_process(ProcessCode code, bool at_rest) noexcept {
  if (code == ProcessCode{}) return Process::none;
  const Process process = start_process(code);
  // A charged particle's last step ends by ionisation, a recoil's by its elastic step: it just stopped.
  const bool only_slowed = process == Process::ionization || process == Process::hadron_elastic;
  if (only_slowed || (at_rest && process == Process::left_volume)) return Process::none;
  return process;
}

}  // namespace wirebench::transport
