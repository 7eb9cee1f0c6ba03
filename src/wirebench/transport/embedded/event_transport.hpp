/// \file One event on its way through the argon.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/core/random.hpp"
#include "wirebench/core/vector3.hpp"
#include "wirebench/nuclear/reaction.hpp"
#include "wirebench/transport/embedded/physics.hpp"
#include "wirebench/transport/engine.hpp"

namespace wirebench::transport::embedded {

/// A particle being transported.
struct Flight {
  nuclear::PdgCode pdg = 0;
  std::uint32_t track_id = 0;
  double kinetic = 0.0;  ///< MeV
  double time = 0.0;     ///< ns
  double length = 0.0;   ///< mm along the track so far
  Vector3 position;      ///< mm
  Vector3 direction;     ///< unit vector
};

/// Transports the primaries of one event and all that comes of them, one after the other, from a stack.
/// One object, one event, one thread. The books (EnergyLedger) are kept with every change: whoever takes energy out of
/// a flight enters it.
class EventTransport {
 public:
  EventTransport(const Physics& physics, const PrimaryEvent& event, Keep keep);

  /// Errors: those of Engine::transport. Call once.
  [[nodiscard]] TransportedEvent run();

 private:
  enum class StepEnd : std::uint8_t { limit, interaction, decay, stopped, left };

  // event_transport.cpp: the stack, the books, the volume
  void check_primaries() const;
  void start_primary(const Primary& primary, std::uint32_t track_id);
  void transport(Flight& flight);
  /// A secondary of `mother`, made where that is now. `kinetic` above 0.
  void push(nuclear::PdgCode pdg, double kinetic, const Vector3& direction, const Flight& mother, Process process);
  /// The products of a reaction or decay of `mother`, nuclei and neutrinos included.
  void push_products(const Flight& mother, Process process);
  void finish(const Flight& flight, Process process);
  void deposit(const Flight& flight, const Vector3& start, double energy, double step_length, double start_time);
  /// At the flight's place, by a particle that is not tracked.
  void deposit_here(const Flight& flight, nuclear::PdgCode pdg, double energy, double step_length);
  /// Electron of an atom set free with `kinetic`: tracked above the cut, else deposited on the spot.
  void free_electron(double kinetic, const Vector3& direction, const Flight& mother, Process process);
  void leave(const Flight& flight, double mass, Process process);
  /// Distance along `direction` to the wall if that is less than `within` mm away, else something larger than `within`.
  [[nodiscard]] double wall_distance(const Vector3& position, const Vector3& direction, double within) const noexcept;
  [[nodiscard]] bool is_inside(const Vector3& position) const noexcept;

  // charged steps, shared by lepton_steps.cpp and heavy_steps.cpp
  /// One step. `largest_transfer`: of energy lost in the step to one electron, MeV; `decay_rate`, 1/mm.
  StepEnd charged_step(Flight& flight, const ChargedTables& tables, double largest_transfer, double decay_rate);

  // lepton_steps.cpp
  void lepton(Flight& flight, const LeptonPhysics& physics);
  void lepton_delta(Flight& flight, const LeptonPhysics& physics);
  void radiate(Flight& flight, const LeptonPhysics& physics);
  void annihilate_in_flight(Flight& flight);
  void annihilate_at_rest(Flight& flight);

  // neutral_steps.cpp
  void photon(Flight& flight);
  void compton(Flight& flight);
  void make_pair(Flight& flight);
  void photoelectric(Flight& flight);
  void neutral_hadron(Flight& flight);

  // heavy_steps.cpp
  void heavy(Flight& flight, const HeavyPhysics& physics);
  void heavy_delta(Flight& flight, const HeavyPhysics& physics);
  void muon_photon(Flight& flight, const MuonRadiation& radiation);
  void muon_pair(Flight& flight, const MuonRadiation& radiation);
  void heavy_at_rest(Flight& flight, const HeavyPhysics& physics);
  void decay(Flight& flight, const nuclear::ParticleData& data);
  enum class Reaction : std::uint8_t { inelastic, elastic, neutron_capture };
  /// Reaction with a nucleus; true if the flight goes on (elastic).
  bool react(Flight& flight, double mass, Reaction reaction);

  const Physics& physics_;
  const PrimaryEvent& event_;
  Keep keep_;
  RandomStream random_;
  TransportedEvent result_;
  std::vector<Flight> stack_;
  nuclear::Products products_;
  std::uint32_t tracks_ = 0;
  std::uint32_t primaries_;
};

/// Total momentum, MeV.
[[nodiscard]] inline double momentum(double kinetic, double mass) noexcept {
  return std::sqrt(kinetic * (kinetic + 2.0 * mass));
}

}  // namespace wirebench::transport::embedded
