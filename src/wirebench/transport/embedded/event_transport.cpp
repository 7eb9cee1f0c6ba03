#include "wirebench/transport/embedded/event_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "wirebench/core/error.hpp"
#include "wirebench/nuclear/nuclide.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

namespace pdg = nuclear::pdg;

constexpr std::size_t k_deposits_at_first = 4096;
constexpr double k_largest_kinetic = 1.0e5;  // MeV

Position position_of(const Vector3& v) noexcept {
  return {v.x, v.y, v.z};
}

bool is_neutrino(nuclear::PdgCode code) noexcept {
  const auto size = code < 0 ? -code : code;
  return size == 12 || size == 14 || size == 16;
}

/// Nuclei that stop within micrometres: deposited where they are made.
bool is_recoil(nuclear::PdgCode code) noexcept {
  return nuclear::is_nucleus(code) && code != pdg::deuteron && code != pdg::triton && code != pdg::helium3 &&
         code != pdg::alpha;
}

bool is_finite(const Vector3& v) noexcept {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

}  // namespace

EventTransport::EventTransport(const Physics& physics, const PrimaryEvent& event, Keep keep)
    : physics_{physics},
      event_{event},
      keep_{keep},
      random_{physics.options.seed, RandomStage::transport, event.event_id},
      primaries_{static_cast<std::uint32_t>(event.primaries.size())} {}

TransportedEvent EventTransport::run() {
  check_primaries();
  result_.deposits.event_id = event_.event_id;
  result_.deposits.truth = event_.truth;
  result_.deposits.deposits.reserve(k_deposits_at_first);
  tracks_ = primaries_;
  if (keep_.tracks) result_.tracks.resize(primaries_);
  for (std::uint32_t i = 0; i < primaries_; ++i) {
    start_primary(event_.primaries[i], i + 1);
    while (!stack_.empty()) {
      Flight flight = stack_.back();
      stack_.pop_back();
      transport(flight);
    }
  }
  return std::move(result_);
}

void EventTransport::check_primaries() const {
  for (std::size_t i = 0; i < event_.primaries.size(); ++i) {
    const Primary& primary = event_.primaries[i];
    const auto bad = [&](const std::string& what, const std::string& why, const std::string& remedy) {
      return Error{
          ErrorKind::usage,
          {what, fmt::format("event {}, primary {} ({})", event_.event_id, i + 1, nuclear::particle_name(primary.pdg)),
           why, remedy}};
    };
    const auto data = nuclear::find_particle(primary.pdg);
    if (!data) throw bad("unknown particle", "no such PDG code is known", "Leave it out of the primaries.");
    if (!is_finite(primary.momentum)) throw bad("bad momentum", "a component is not a finite number", "");
    if (!std::isfinite(primary.time)) throw bad("bad time", "it is not a finite number", "");
    if (!is_finite(primary.position)) throw bad("bad position", "a coordinate is not a finite number", "");
    if (!is_inside(primary.position)) {
      throw bad("primary outside the volume",
                fmt::format("({:.6g}, {:.6g}, {:.6g}) mm is not within +-({:.6g}, {:.6g}, {:.6g}) mm",
                            primary.position.x, primary.position.y, primary.position.z, physics_.options.half_size.x,
                            physics_.options.half_size.y, physics_.options.half_size.z),
                "Move the vertex or enlarge the volume.");
    }
    const double p = norm(primary.momentum);
    if (!is_neutrino(primary.pdg) && std::sqrt(p * p + data->mass * data->mass) - data->mass > k_largest_kinetic) {
      throw bad("energy out of range", "the models end at 100 GeV", "");
    }
  }
}

void EventTransport::start_primary(const Primary& primary, std::uint32_t track_id) {
  const nuclear::ParticleData data = nuclear::particle(primary.pdg);
  const double p = norm(primary.momentum);
  const double total = std::sqrt(p * p + data.mass * data.mass);
  Flight flight;
  flight.pdg = data.pdg;
  flight.track_id = track_id;
  flight.kinetic = p > 0.0 ? p * p / (total + data.mass) : 0.0;
  flight.time = primary.time;
  flight.position = primary.position;
  flight.direction = p > 0.0 ? (1.0 / p) * primary.momentum : Vector3{0.0, 0.0, 1.0};
  result_.ledger.primaries += data.mass + flight.kinetic;
  if (keep_.tracks) {
    Track& track = result_.tracks[track_id - 1];
    track.track_id = track_id;
    track.pdg = primary.pdg;
    track.start = primary.position;
    track.start_momentum = primary.momentum;
    track.start_time = primary.time;
  }
  stack_.push_back(flight);
}

void EventTransport::transport(Flight& flight) {
  if (flight.pdg == pdg::gamma) return photon(flight);
  if (flight.pdg == pdg::electron) return lepton(flight, physics_.electron);
  if (flight.pdg == pdg::positron) return lepton(flight, physics_.positron);
  if (const HeavyPhysics* known = physics_.find_heavy(flight.pdg)) return heavy(flight, *known);
  if (is_neutrino(flight.pdg)) {
    result_.ledger.neutrinos += flight.kinetic;
    return finish(flight, Process::left_volume);
  }
  if (is_recoil(flight.pdg)) {
    if (flight.kinetic > 0.0) {
      result_.ledger.not_ionizing += flight.kinetic;
      result_.deposits.deposits.push_back({position_of(flight.position), position_of(flight.position), flight.kinetic,
                                           0.0, flight.time, flight.pdg, flight.track_id});
    }
    result_.ledger.rest_masses += nuclear::particle(flight.pdg).mass;
    return finish(flight, Process::none);
  }
  const nuclear::ParticleData data = nuclear::particle(flight.pdg);
  if (data.charge == 0) return neutral_hadron(flight);
  decay(flight, data);  // tau: gone before it leaves a track
}

void EventTransport::push(nuclear::PdgCode code, double kinetic, const Vector3& direction, const Flight& mother,
                          Process process) {
  Flight flight;
  flight.pdg = code;
  flight.track_id = ++tracks_;
  flight.kinetic = kinetic;
  flight.time = mother.time;
  flight.position = mother.position;
  flight.direction = direction;
  stack_.push_back(flight);
  if (keep_.tracks) {
    Track track;
    track.track_id = flight.track_id;
    track.parent_id = mother.track_id;
    track.pdg = code;
    track.start_process = process;
    track.start = flight.position;
    track.start_momentum = momentum(kinetic, nuclear::particle(code).mass) * direction;
    track.start_time = flight.time;
    result_.tracks.push_back(track);
  }
}

void EventTransport::push_products(const Flight& mother, Process process) {
  for (const nuclear::Product& product : products_) {
    const double mass = nuclear::particle(product.pdg).mass;
    const double p = norm(product.momentum.momentum);
    const double kinetic = std::max(0.0, product.momentum.energy - mass);
    if (is_neutrino(product.pdg)) {
      result_.ledger.neutrinos += product.momentum.energy;
    } else if (is_recoil(product.pdg)) {
      if (kinetic > 0.0) {
        result_.ledger.not_ionizing += kinetic;
        result_.deposits.deposits.push_back({position_of(mother.position), position_of(mother.position), kinetic, 0.0,
                                             mother.time, product.pdg, mother.track_id});
      }
      result_.ledger.rest_masses += product.momentum.energy - kinetic;
    } else {
      push(product.pdg, kinetic, p > 0.0 ? (1.0 / p) * product.momentum.momentum : mother.direction, mother, process);
    }
  }
}

void EventTransport::finish(const Flight& flight, Process process) {
  if (!keep_.tracks) return;
  Track& track = result_.tracks[flight.track_id - 1];
  track.end_process = process;
  track.end = flight.position;
  track.end_momentum = momentum(flight.kinetic, nuclear::particle(flight.pdg).mass) * flight.direction;
  track.end_time = flight.time;
  track.length = flight.length;
}

void EventTransport::deposit(const Flight& flight, const Vector3& start, double energy, double step_length,
                             double start_time) {
  if (energy <= 0.0) return;
  result_.ledger.deposited += energy;
  result_.deposits.deposits.push_back(
      {position_of(start), position_of(flight.position), energy, step_length, start_time, flight.pdg, flight.track_id});
}

void EventTransport::deposit_here(const Flight& flight, nuclear::PdgCode code, double energy, double step_length) {
  if (energy <= 0.0) return;
  result_.ledger.deposited += energy;
  result_.deposits.deposits.push_back({position_of(flight.position), position_of(flight.position), energy, step_length,
                                       flight.time, code, flight.track_id});
}

void EventTransport::free_electron(double kinetic, const Vector3& direction, const Flight& mother, Process process) {
  if (kinetic > physics_.cuts.electron) {
    result_.ledger.targets += k_electron_mass;
    push(pdg::electron, kinetic, direction, mother, process);
  } else {
    deposit_here(mother, pdg::electron, kinetic, physics_.electron.tables.range.range(kinetic));
  }
}

void EventTransport::leave(const Flight& flight, double mass, Process process) {
  result_.ledger.escaped += flight.kinetic + mass;
  finish(flight, process);
}

bool EventTransport::is_inside(const Vector3& position) const noexcept {
  const Vector3& half = physics_.options.half_size;
  return std::abs(position.x) <= half.x && std::abs(position.y) <= half.y && std::abs(position.z) <= half.z;
}

double EventTransport::wall_distance(const Vector3& position, const Vector3& direction, double within) const noexcept {
  const Vector3& half = physics_.options.half_size;
  constexpr double far = std::numeric_limits<double>::infinity();
  if (std::abs(position.x) + within < half.x && std::abs(position.y) + within < half.y &&
      std::abs(position.z) + within < half.z) {
    return far;
  }
  const auto along = [](double at, double slope, double side) {
    if (slope == 0.0) return far;
    return std::max(0.0, ((slope > 0.0 ? side : -side) - at) / slope);
  };
  return std::min({along(position.x, direction.x, half.x), along(position.y, direction.y, half.y),
                   along(position.z, direction.z, half.z)});
}

EventTransport::StepEnd EventTransport::charged_step(Flight& flight, const ChargedTables& tables,
                                                     double largest_transfer, double decay_rate) {
  constexpr double part_of_range = 0.2;
  constexpr double lowest_kinetic = 1.0e-3;  // MeV: less than this stops on the spot
  const GridPoint point = GridPoint::of(flight.kinetic);
  const double range = tables.range.range(point);
  // No step takes more than a fifth of a long range, so that the loss along it can be taken as even.
  double step = range;
  if (range > tables.final_range) {
    step = part_of_range * range + tables.final_range * (1.0 - part_of_range) * (2.0 - tables.final_range / range);
  }
  step = std::min(step, physics_.options.step_limit.value());
  StepEnd end = step >= range ? StepEnd::stopped : StepEnd::limit;

  const double most = tables.majorant.at(point);
  const double rate = most + decay_rate;
  if (rate > 0.0) {
    const double free_path = random_.exponential(1.0 / rate);
    if (free_path < step) {
      step = free_path;
      end = decay_rate > 0.0 && random_.uniform() * rate < decay_rate ? StepEnd::decay : StepEnd::interaction;
    }
  }
  const double wall = wall_distance(flight.position, flight.direction, step);
  if (wall <= step) {
    step = wall;
    end = StepEnd::left;
  }

  const double before = flight.kinetic;
  double loss = before;
  if (end != StepEnd::stopped) {
    loss = std::min(before, tables.range.mean_loss(before, point, range, step));
    if (physics_.options.processes.ionization_fluctuations && step > 0.0) {
      loss = sample_loss(physics_.options.argon, tables.mass, tables.charge, before, loss, step, largest_transfer,
                         random_, physics_.options.straggling);
    }
    if (before - loss < lowest_kinetic) {
      loss = before;
      if (end != StepEnd::left) end = StepEnd::stopped;
    }
  }
  const Vector3 start = flight.position;
  const double start_time = flight.time;
  const bool scatters = physics_.options.processes.multiple_scattering;
  const bool lateral = physics_.options.step_displacement == StepDisplacement::lateral;
  if (scatters && end == StepEnd::stopped) {
    const Vector3 place =
        lateral ? tables.stopping_place.sample(point, random_) : Vector3{0.0, 0.0, tables.stopping_place.depth(point)};
    const Vector3 target = start + rotated_to(flight.direction, place);
    if (is_inside(target)) flight.position = target;
  } else if (scatters && end != StepEnd::left && step > 0.0) {
    const Scatter scatter = tables.scattering.sample(before, before - loss, step, random_);
    Vector3 place = lateral ? scatter.displacement : Vector3{};
    place.z += scatter.straight;
    const Vector3 target = start + rotated_to(flight.direction, place);
    flight.position = is_inside(target) ? target : start + std::min(scatter.straight, step) * flight.direction;
    flight.direction = rotated_to(flight.direction, scatter.direction);
  } else {
    flight.position += step * flight.direction;
  }
  flight.kinetic = before - loss;
  // The speed of the middle of the step.
  const double middle = flight.kinetic + 0.5 * loss;
  flight.time += step * (middle + tables.mass) / (k_light_speed * momentum(middle, tables.mass));
  flight.length += step;
  deposit(flight, start, loss, step, start_time);
  if (keep_.primary_steps && flight.track_id <= primaries_) {
    result_.primary_steps.push_back({flight.track_id, before, loss, step, flight.position, flight.direction});
  }
  return end;
}

}  // namespace wirebench::transport::embedded
