/// \file One neutrino interaction: what the generator makes and the generator files hold.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wirebench/core/vector3.hpp"
#include "wirebench/nuclear/four_vector.hpp"
#include "wirebench/nuclear/particle.hpp"

namespace wirebench::generator {

/// Interaction channel. The numbers are NuHepMC's process ids (NuHepMC 1.0, arXiv:2310.13211): x00-49 charged current,
/// x50-99 neutral current; coherent production, which has no block there, is in the free range from 700.
enum class Channel : std::uint16_t {
  unknown = 0,
  cc_quasi_elastic = 200,
  nc_elastic = 250,
  cc_two_nucleon = 300,
  nc_two_nucleon = 350,
  cc_resonance = 400,
  nc_resonance = 450,
  cc_shallow_inelastic = 500,
  nc_shallow_inelastic = 550,
  cc_deep_inelastic = 600,
  nc_deep_inelastic = 650,
  cc_coherent_pion = 700,
  nc_coherent_pion = 750,
};

[[nodiscard]] std::string_view channel_name(Channel channel) noexcept;
[[nodiscard]] constexpr bool is_charged_current(Channel channel) noexcept {
  return channel != Channel::unknown && static_cast<int>(channel) % 100 < 50;
}

/// NuHepMC particle statuses.
enum class Status : std::int32_t {
  final_state = 1,  ///< leaves the nucleus
  decayed = 2,
  documentation = 3,  ///< inside the nucleus, before final-state interactions
  beam = 4,
  target = 20,
  struck_nucleon = 21,
};

struct EventParticle {
  nuclear::PdgCode pdg = 0;
  Status status = Status::final_state;
  nuclear::FourVector momentum;  ///< MeV, laboratory
  std::int32_t parent = -1;      ///< index of the particle it came from; -1 = the primary interaction
};

/// One interaction. Energies in MeV, lengths in mm, times in ns.
/// Particles come in this order: beam, target, then the rest; the final state (status 1) includes the nuclear remnant,
/// so that energy, momentum, charge, baryon and lepton numbers of beam + target equal those of the final state.
struct NeutrinoEvent {
  std::uint64_t event_id = 0;
  Channel channel = Channel::unknown;
  nuclear::PdgCode neutrino_pdg = 0;
  bool charged_current = false;
  double neutrino_energy = 0.0;  ///< MeV
  double weight = 1.0;           ///< reweights the sample to the requested flux's composition
  double cross_section =
      0.0;                 ///< all channels of this neutrino and current on one argon nucleus, 1e-38 cm2; 0 = not known
  double q_squared = 0.0;  ///< Q2 at the lepton, MeV2
  double invariant_mass = 0.0;  ///< W of the hadronic system at the struck nucleon, MeV; 0 where it has no meaning
  double inelasticity = 0.0;    ///< y = 1 - E_lepton / E_neutrino
  double bjorken_x = 0.0;
  Vector3 vertex;     ///< mm
  double time = 0.0;  ///< ns
  std::vector<EventParticle> particles;
};

}  // namespace wirebench::generator
