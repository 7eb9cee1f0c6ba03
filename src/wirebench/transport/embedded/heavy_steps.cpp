#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/nuclear/decay.hpp"
#include "wirebench/nuclear/nuclide.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/event_transport.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

/// Negative ones that an argon nucleus captures when they stop.
bool is_captured(nuclear::PdgCode code) noexcept {
  return code == pdg::mu_minus || code == pdg::pi_minus || code == pdg::k_minus || code == pdg::sigma_minus ||
         code == pdg::antiproton;
}

}  // namespace

void EventTransport::heavy(Flight& flight, const HeavyPhysics& physics) {
  const double mass = physics.tables.mass;
  for (;;) {
    const double before = flight.kinetic;
    if (before <= 0.0) return heavy_at_rest(flight, physics);
    const double transfer = std::min(physics.cut, physics.ionization.largest_transfer(before));
    const double decay_rate = physics.decay_rate > 0.0 ? physics.decay_rate * mass / momentum(before, mass) : 0.0;
    switch (charged_step(flight, physics.tables, transfer, decay_rate)) {
      case StepEnd::limit: break;
      case StepEnd::left: return leave(flight, mass, Process::left_volume);
      case StepEnd::stopped: return heavy_at_rest(flight, physics);
      case StepEnd::decay: return decay(flight, nuclear::particle(flight.pdg));
      case StepEnd::interaction: {
        double choice = random_.uniform() * physics.tables.majorant(before);
        const GridPoint point = GridPoint::of(flight.kinetic);
        if ((choice -= physics.deltas.at(point)) < 0.0) {
          heavy_delta(flight, physics);
        } else if ((choice -= physics.photons.at(point)) < 0.0) {
          muon_photon(flight, *physics.radiation);
        } else if ((choice -= physics.pairs.at(point)) < 0.0) {
          muon_pair(flight, *physics.radiation);
        } else if ((choice -= physics.inelastic.at(point)) < 0.0) {
          react(flight, mass, Reaction::inelastic);
          return;
        } else if ((choice -= physics.elastic.at(point)) < 0.0) {
          if (!react(flight, mass, Reaction::elastic)) return;
        }
        break;
      }
    }
  }
}

void EventTransport::heavy_delta(Flight& flight, const HeavyPhysics& physics) {
  if (physics.ionization.largest_transfer(flight.kinetic) <= physics.cut) return;
  const double mass = physics.tables.mass;
  const double transfer = physics.ionization.sample_delta(flight.kinetic, random_);
  const double p = momentum(flight.kinetic, mass);
  const double p_delta = momentum(transfer, k_electron_mass);
  const double cosine = std::min(1.0, transfer * (flight.kinetic + mass + k_electron_mass) / (p * p_delta));
  const Vector3 out = rotated_to(flight.direction, direction(cosine, 2.0 * std::numbers::pi * random_.uniform()));
  result_.ledger.targets += k_electron_mass;
  push(pdg::electron, transfer, out, flight, Process::ionization);
  const Vector3 rest = p * flight.direction - p_delta * out;
  flight.kinetic = std::max(0.0, flight.kinetic - transfer);
  const double size = norm(rest);
  if (size > 0.0) flight.direction = (1.0 / size) * rest;
}

void EventTransport::muon_photon(Flight& flight, const MuonRadiation& radiation) {
  if (!(radiation.photons_per_mm(flight.kinetic) > 0.0)) return;
  const MuonPhoton photon = radiation.sample_photon(flight.kinetic, random_);
  const Vector3 out =
      rotated_to(flight.direction, direction(photon.cosine, 2.0 * std::numbers::pi * random_.uniform()));
  push(pdg::gamma, photon.energy, out, flight, Process::bremsstrahlung);
  flight.kinetic = std::max(0.0, flight.kinetic - photon.energy);
}

void EventTransport::muon_pair(Flight& flight, const MuonRadiation& radiation) {
  if (!(radiation.pairs_per_mm(flight.kinetic) > 0.0)) return;
  const MuonPair pair = radiation.sample_pair(flight.kinetic, random_);
  const Vector3 out = rotated_to(flight.direction, direction(pair.cosine, 2.0 * std::numbers::pi * random_.uniform()));
  push(pdg::electron, std::max(0.0, pair.electron - k_electron_mass), out, flight, Process::pair_production);
  push(pdg::positron, std::max(0.0, pair.positron - k_electron_mass), out, flight, Process::pair_production);
  flight.kinetic = std::max(0.0, flight.kinetic - pair.electron - pair.positron);
}

void EventTransport::heavy_at_rest(Flight& flight, const HeavyPhysics& physics) {
  const ProcessSwitches& on = physics_.options.processes;
  if (is_captured(flight.pdg) && on.capture_at_rest) {
    double delay = 0.0;
    physics_.hadrons.at_rest(flight.pdg, random_, products_, delay);
    finish(flight, Process::capture_at_rest);
    flight.time += delay;
    // A decay in orbit leaves the nucleus out of the account, a capture takes it in.
    int baryons = 0;
    for (const nuclear::Product& product : products_) baryons += nuclear::particle(product.pdg).baryon_number;
    if (baryons > nuclear::k_argon40.nucleons / 2) result_.ledger.targets += nuclear::nuclear_mass(nuclear::k_argon40);
    return push_products(flight, Process::capture_at_rest);
  }
  if (physics.decay_rate > 0.0) return decay(flight, nuclear::particle(flight.pdg));
  result_.ledger.rest_masses += physics.tables.mass;
  finish(flight, Process::none);
}

void EventTransport::decay(Flight& flight, const nuclear::ParticleData& data) {
  finish(flight, Process::decay);
  if (flight.kinetic <= 0.0 && data.charge != 0) flight.time += random_.exponential(data.mean_life);
  const nuclear::Product parent{
      flight.pdg, nuclear::FourVector::on_shell(data.mass, momentum(flight.kinetic, data.mass) * flight.direction)};
  nuclear::decay(parent, random_, products_);
  push_products(flight, Process::decay);
}

bool EventTransport::react(Flight& flight, double mass, Reaction reaction) {
  const nuclear::Product projectile{
      flight.pdg, nuclear::FourVector::on_shell(mass, momentum(flight.kinetic, mass) * flight.direction)};
  Process process = Process::hadron_elastic;
  switch (reaction) {
    case Reaction::inelastic:
      physics_.hadrons.inelastic(projectile, random_, products_);
      process = Process::hadron_inelastic;
      break;
    case Reaction::neutron_capture:
      physics_.hadrons.neutron_capture(projectile, random_, products_);
      process = Process::neutron_capture;
      break;
    case Reaction::elastic: physics_.hadrons.elastic(projectile, random_, products_); break;
  }
  result_.ledger.targets += nuclear::nuclear_mass(nuclear::k_argon40);
  if (reaction != Reaction::elastic) {
    finish(flight, process);
    push_products(flight, process);
    return false;
  }
  // The projectile goes on as the same track; the rest is the recoil.
  const auto same = std::find_if(products_.begin(), products_.end(),
                                 [&](const nuclear::Product& product) { return product.pdg == flight.pdg; });
  if (same == products_.end()) {
    finish(flight, process);
    push_products(flight, process);
    return false;
  }
  const nuclear::Product scattered = *same;
  products_.erase(same);
  push_products(flight, process);
  const double p = norm(scattered.momentum.momentum);
  flight.kinetic = std::max(0.0, scattered.momentum.energy - mass);
  if (p > 0.0) flight.direction = (1.0 / p) * scattered.momentum.momentum;
  return true;
}

}  // namespace wirebench::transport::embedded
