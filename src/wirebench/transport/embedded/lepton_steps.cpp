#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/annihilation.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/em/emission_angle.hpp"
#include "wirebench/transport/embedded/event_transport.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

}  // namespace

void EventTransport::lepton(Flight& flight, const LeptonPhysics& physics) {
  const bool is_positron = flight.pdg == pdg::positron;
  for (;;) {
    const double before = flight.kinetic;
    const double transfer = std::min(physics.cut, physics.ionization.largest_transfer(before));
    const StepEnd end = before > 0.0 ? charged_step(flight, physics.tables, transfer, 0.0) : StepEnd::stopped;
    if (end == StepEnd::left) return leave(flight, k_electron_mass, Process::left_volume);
    if (end == StepEnd::stopped) {
      if (is_positron && physics_.options.processes.annihilation) return annihilate_at_rest(flight);
      result_.ledger.rest_masses += k_electron_mass;
      return finish(flight, Process::none);
    }
    if (end != StepEnd::interaction) continue;
    // The step was sampled with the largest cross section it could meet; what is too much is rejected here.
    double choice = random_.uniform() * physics.tables.majorant(before);
    const GridPoint point = GridPoint::of(flight.kinetic);
    if ((choice -= physics.photons.at(point)) < 0.0) {
      radiate(flight, physics);
    } else if ((choice -= physics.deltas.at(point)) < 0.0) {
      lepton_delta(flight, physics);
    } else if ((choice -= physics.annihilation.at(point)) < 0.0) {
      return annihilate_in_flight(flight);
    }
  }
}

void EventTransport::lepton_delta(Flight& flight, const LeptonPhysics& physics) {
  if (physics.ionization.largest_transfer(flight.kinetic) <= physics.cut) return;
  const double transfer = physics.ionization.sample_delta(flight.kinetic, random_);
  const double p = momentum(flight.kinetic, k_electron_mass);
  const double p_delta = momentum(transfer, k_electron_mass);
  const double cosine = std::min(1.0, transfer * (flight.kinetic + 2.0 * k_electron_mass) / (p * p_delta));
  const Vector3 out = rotated_to(flight.direction, direction(cosine, 2.0 * std::numbers::pi * random_.uniform()));
  result_.ledger.targets += k_electron_mass;
  push(pdg::electron, transfer, out, flight, Process::ionization);
  const Vector3 rest = p * flight.direction - p_delta * out;
  flight.kinetic -= transfer;
  const double size = norm(rest);
  if (size > 0.0) flight.direction = (1.0 / size) * rest;
}

void EventTransport::radiate(Flight& flight, const LeptonPhysics& physics) {
  if (flight.kinetic <= physics_.cuts.gamma) return;
  const double photon = physics.bremsstrahlung.sample_photon(flight.kinetic, random_);
  const double cosine = sample_emission_cosine(flight.kinetic, random_);
  const Vector3 out = rotated_to(flight.direction, direction(cosine, 2.0 * std::numbers::pi * random_.uniform()));
  push(pdg::gamma, photon, out, flight, Process::bremsstrahlung);
  const Vector3 rest = momentum(flight.kinetic, k_electron_mass) * flight.direction - photon * out;
  flight.kinetic = std::max(0.0, flight.kinetic - photon);
  const double size = norm(rest);
  if (size > 0.0) flight.direction = (1.0 / size) * rest;
}

void EventTransport::annihilate_in_flight(Flight& flight) {
  const AnnihilationPhoton one = sample_annihilation(flight.kinetic, random_);
  const Vector3 out = rotated_to(flight.direction, direction(one.cosine, 2.0 * std::numbers::pi * random_.uniform()));
  const double other = flight.kinetic + 2.0 * k_electron_mass - one.energy;
  const Vector3 rest = momentum(flight.kinetic, k_electron_mass) * flight.direction - one.energy * out;
  result_.ledger.targets += k_electron_mass;
  push(pdg::gamma, one.energy, out, flight, Process::annihilation);
  push(pdg::gamma, other, unit(rest), flight, Process::annihilation);
  finish(flight, Process::annihilation);
}

void EventTransport::annihilate_at_rest(Flight& flight) {
  const Vector3 out = direction(random_.uniform(-1.0, 1.0), 2.0 * std::numbers::pi * random_.uniform());
  result_.ledger.targets += k_electron_mass;
  push(pdg::gamma, k_electron_mass, out, flight, Process::annihilation);
  push(pdg::gamma, k_electron_mass, -out, flight, Process::annihilation);
  finish(flight, Process::annihilation);
}

}  // namespace wirebench::transport::embedded
