#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/em/pair_production.hpp"
#include "wirebench/transport/embedded/em/photoelectric.hpp"
#include "wirebench/transport/embedded/event_transport.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

constexpr double k_lowest_photon = 1.0e-3;  // MeV: less is absorbed on the spot

}  // namespace

void EventTransport::photon(Flight& flight) {
  for (;;) {
    if (flight.kinetic < k_lowest_photon) {
      deposit_here(flight, pdg::electron, flight.kinetic, 0.0);
      return finish(flight, Process::none);
    }
    const PhotonCrossSections::PerMm rates = physics_.photon(flight.kinetic);
    const double path =
        rates.total > 0.0 ? random_.exponential(1.0 / rates.total) : std::numeric_limits<double>::infinity();
    const double wall = wall_distance(flight.position, flight.direction, path);
    const double step = std::min(path, wall);
    flight.position += step * flight.direction;
    flight.time += step / k_light_speed;
    flight.length += step;
    if (wall <= path) return leave(flight, 0.0, Process::left_volume);
    double choice = random_.uniform() * rates.total;
    if ((choice -= rates.compton) < 0.0) {
      compton(flight);
    } else if ((choice -= rates.pair_production) < 0.0) {
      if (flight.kinetic > 2.0 * k_electron_mass) return make_pair(flight);
    } else if ((choice -= rates.photoelectric) < 0.0) {
      return photoelectric(flight);
    } else if (physics_.options.processes.rayleigh) {
      const double cosine = physics_.rayleigh.sample_cosine(flight.kinetic, random_);
      flight.direction = rotated_to(flight.direction, direction(cosine, 2.0 * std::numbers::pi * random_.uniform()));
    }
  }
}

void EventTransport::compton(Flight& flight) {
  const ScatteredPhoton scattered = physics_.compton.sample(flight.kinetic, random_);
  const Vector3 out =
      rotated_to(flight.direction, direction(scattered.cosine, 2.0 * std::numbers::pi * random_.uniform()));
  const double transfer = flight.kinetic - scattered.energy;
  if (transfer > 0.0) {
    const Vector3 recoil = flight.kinetic * flight.direction - scattered.energy * out;
    const double size = norm(recoil);
    free_electron(transfer, size > 0.0 ? (1.0 / size) * recoil : flight.direction, flight, Process::compton);
  }
  flight.kinetic = scattered.energy;
  flight.direction = out;
}

void EventTransport::make_pair(Flight& flight) {
  const ElectronPair pair = sample_pair(flight.kinetic, random_);
  push(pdg::electron, pair.electron_kinetic, rotated_to(flight.direction, pair.electron_direction), flight,
       Process::pair_production);
  push(pdg::positron, pair.positron_kinetic, rotated_to(flight.direction, pair.positron_direction), flight,
       Process::pair_production);
  finish(flight, Process::pair_production);
}

void EventTransport::photoelectric(Flight& flight) {
  const Photoelectron electron = sample_photoelectron(flight.kinetic, random_);
  const double left_with_atom = flight.kinetic - electron.kinetic;
  if (electron.kinetic > physics_.cuts.electron) {
    const Vector3 out =
        rotated_to(flight.direction, direction(electron.cosine, 2.0 * std::numbers::pi * random_.uniform()));
    free_electron(electron.kinetic, out, flight, Process::photoelectric);
    deposit_here(flight, pdg::electron, left_with_atom, physics_.electron.tables.range.range(left_with_atom));
  } else {
    deposit_here(flight, pdg::electron, flight.kinetic, physics_.electron.tables.range.range(flight.kinetic));
  }
  finish(flight, Process::photoelectric);
}

void EventTransport::neutral_hadron(Flight& flight) {
  const ProcessSwitches& on = physics_.options.processes;
  if (flight.pdg == pdg::k_zero || flight.pdg == pdg::k_zero_bar) {
    flight.pdg = random_.uniform() < 0.5 ? pdg::k_zero_long : pdg::k_zero_short;
    if (keep_.tracks) result_.tracks[flight.track_id - 1].pdg = flight.pdg;
  }
  const nuclear::ParticleData data = nuclear::particle(flight.pdg);
  constexpr double longest_life = 1.0e9;  // ns: a neutron's decay is not waited for
  const bool decays = on.decay && data.mean_life < longest_life;
  for (;;) {
    const double p = momentum(flight.kinetic, data.mass);
    if (p <= 0.0) {
      if (decays) return decay(flight, data);
      result_.ledger.rest_masses += data.mass;
      return finish(flight, Process::none);
    }
    const double inelastic = on.hadron_inelastic ? physics_.hadrons.inelastic_per_mm(flight.pdg, flight.kinetic) : 0.0;
    const double elastic = on.hadron_elastic ? physics_.hadrons.elastic_per_mm(flight.pdg, flight.kinetic) : 0.0;
    const double capture = on.neutron_capture && flight.pdg == pdg::neutron
                               ? physics_.hadrons.neutron_capture_per_mm(flight.kinetic)
                               : 0.0;
    const double decay_rate = decays ? data.mass / (p * k_light_speed * data.mean_life) : 0.0;
    const double rate = inelastic + elastic + capture + decay_rate;
    const double path = rate > 0.0 ? random_.exponential(1.0 / rate) : std::numeric_limits<double>::infinity();
    const double wall = wall_distance(flight.position, flight.direction, path);
    const double speed = k_light_speed * p / (flight.kinetic + data.mass);
    const double until_limit = speed * (physics_.options.time_limit.value() - flight.time);
    const double step = std::max(0.0, std::min({path, wall, until_limit}));
    flight.position += step * flight.direction;
    flight.time += step / speed;
    flight.length += step;
    if (keep_.primary_steps && flight.track_id <= primaries_) {
      result_.primary_steps.push_back({flight.track_id, flight.kinetic, 0.0, step, flight.position, flight.direction});
    }
    if (until_limit <= path && until_limit <= wall) return leave(flight, data.mass, Process::time_limit);
    if (wall <= path) return leave(flight, data.mass, Process::left_volume);
    double choice = random_.uniform() * rate;
    if ((choice -= decay_rate) < 0.0) return decay(flight, data);
    if ((choice -= inelastic) < 0.0) {
      react(flight, data.mass, Reaction::inelastic);
      return;
    }
    if ((choice -= capture) < 0.0) {
      react(flight, data.mass, Reaction::neutron_capture);
      return;
    }
    if (!react(flight, data.mass, Reaction::elastic)) return;
  }
}

}  // namespace wirebench::transport::embedded
