#include "wirebench/generator/files/event_checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "wirebench/core/contract.hpp"
#include "wirebench/generator/files/line_reader.hpp"

namespace wirebench::generator {
namespace {

using nuclear::FourVector;
using nuclear::PdgCode;

bool finite(const FourVector& p) noexcept {
  return std::isfinite(p.energy) && std::isfinite(p.momentum.x) && std::isfinite(p.momentum.y) &&
         std::isfinite(p.momentum.z);
}

void check_final(EventParticle& particle, const Warn& warn) {
  if (particle.pdg >= k_first_pseudo_particle) {
    particle.status = Status::documentation;
    return;
  }
  const auto data = nuclear::find_particle(particle.pdg);
  if (!data) throw EventProblem{"unknown particle in the final state", fmt::format("code {}", particle.pdg)};
  const std::string name = nuclear::particle_name(particle.pdg);
  const FourVector& p = particle.momentum;
  if (p.energy - data->mass > k_largest_energy) {
    throw EventProblem{"energy of a particle out of range",
                       fmt::format("{} with {:.6g} MeV, at most {:.0f} MeV", name, p.energy, k_largest_energy)};
  }
  const double momentum = norm(p.momentum);
  // Files round energies and momenta on their own: a part in 1e4 is not a mistake.
  if (!(p.energy >= 0.0) || p.energy < momentum * (1.0 - 1e-4) - 1e-3) {
    throw EventProblem{"energy of a particle below its momentum",
                       fmt::format("{} with {:.6g} MeV and {:.6g} MeV/c", name, p.energy, momentum)};
  }
  const double tolerance = 1.0 + 0.01 * data->mass + 2e-4 * p.energy;
  const double expected = std::sqrt(data->mass * data->mass + momentum * momentum);
  if (std::fabs(p.energy - expected) > tolerance) {
    warn("", "particle off its mass shell",
         fmt::format("{} with {:.6g} MeV, {:.6g} MeV expected", name, p.energy, expected));
  }
}

/// The lepton the neutrino became: neutrino of the same flavour or charged lepton. Prefers what came directly from the
/// interaction, then what leaves, then the more energetic.
const EventParticle* find_lepton(const NeutrinoEvent& event, PdgCode code) noexcept {
  const EventParticle* best = nullptr;
  const auto rank = [](const EventParticle& particle) {
    return (particle.parent == -1 ? 2 : 0) + (particle.status == Status::final_state ? 1 : 0);
  };
  for (std::size_t i = 2; i < event.particles.size(); ++i) {
    const EventParticle& particle = event.particles[i];
    if (particle.pdg != code) continue;
    if (best == nullptr || rank(particle) > rank(*best) ||
        (rank(particle) == rank(*best) && particle.momentum.energy > best->momentum.energy)) {
      best = &particle;
    }
  }
  return best;
}

void find_current(NeutrinoEvent& event, std::optional<bool> stated, const Warn& warn, const EventParticle*& lepton) {
  const PdgCode neutrino = event.neutrino_pdg;
  const PdgCode charged = neutrino > 0 ? neutrino - 1 : neutrino + 1;
  const EventParticle* const as_charged = find_lepton(event, charged);
  const EventParticle* const as_neutral = find_lepton(event, neutrino);
  if (stated) {
    event.charged_current = *stated;
  } else if (as_charged != nullptr && as_neutral != nullptr) {
    // A neutral current may have such a lepton from a decay, a charged current such a neutrino: the first came
    // directly.
    event.charged_current = as_neutral->parent != -1 ||
                            (as_charged->parent == -1 && as_charged->momentum.energy > as_neutral->momentum.energy);
  } else if (as_charged != nullptr || as_neutral != nullptr) {
    event.charged_current = as_charged != nullptr;
  } else {
    throw EventProblem{
        "neither neutrino nor charged lepton leaves",
        fmt::format("{} came in and the process does not say its current", nuclear::particle_name(neutrino))};
  }
  lepton = event.charged_current ? as_charged : as_neutral;
  if (lepton == nullptr) {
    warn("", "outgoing lepton missing",
         fmt::format("a {} current without {}", event.charged_current ? "charged" : "neutral",
                     nuclear::particle_name(event.charged_current ? charged : neutrino)));
  }
}

}  // namespace

bool is_neutrino(PdgCode code) noexcept {
  const int flavour = std::abs(code);
  return flavour == 12 || flavour == 14 || flavour == 16;
}

bool is_target(PdgCode code) noexcept {
  if (code == nuclear::pdg::proton || code == nuclear::pdg::neutron || code == nuclear::pdg::electron) return true;
  if (!nuclear::is_nucleus(code) || code >= 1'010'000'000 || code % 10 != 0) return false;
  const int z = nuclear::nucleus_charge(code);
  const int a = nuclear::nucleus_mass_number(code);
  return a >= 1 && z <= a;
}

void complete_event(NeutrinoEvent& event, std::optional<bool> stated_current, const Warn& warn) {
  WIREBENCH_EXPECT(event.particles.size() >= 2 && event.particles[0].status == Status::beam &&
                   event.particles[1].status == Status::target);
  for (const EventParticle& particle : event.particles) {
    if (!finite(particle.momentum)) throw EventProblem{"number not finite", "energy or momentum of a particle"};
  }
  const EventParticle& beam = event.particles[0];
  if (!is_neutrino(beam.pdg)) {
    throw EventProblem{"beam is not a neutrino", nuclear::particle_name(beam.pdg), "E.R.7"};
  }
  if (!(beam.momentum.energy > 0.0 && beam.momentum.energy <= k_largest_energy)) {
    throw EventProblem{"neutrino energy out of range", fmt::format("{:.6g} MeV, above 0 and at most {:.0f} MeV",
                                                                   beam.momentum.energy, k_largest_energy)};
  }
  if (!is_target(event.particles[1].pdg)) {
    throw EventProblem{"target is neither nucleus nor nucleon", fmt::format("code {}", event.particles[1].pdg),
                       "E.R.7"};
  }
  if (event.particles[1].pdg != nuclear::pdg::argon40) {
    warn("", "target is not argon-40", nuclear::particle_name(event.particles[1].pdg));
  }
  for (const double coordinate : {event.vertex.x, event.vertex.y, event.vertex.z}) {
    if (!(std::fabs(coordinate) <= k_largest_coordinate)) {
      throw EventProblem{"vertex out of range",
                         fmt::format("{:.6g} mm, at most {:.0f} km", coordinate, 1e-6 * k_largest_coordinate)};
    }
  }
  if (!std::isfinite(event.time) || !std::isfinite(event.weight)) {
    throw EventProblem{"number not finite", "time or weight of the event"};
  }
  bool leaves = false;
  for (std::size_t i = 2; i < event.particles.size(); ++i) {
    EventParticle& particle = event.particles[i];
    if (particle.status != Status::final_state) continue;
    check_final(particle, warn);
    leaves = leaves || particle.status == Status::final_state;
  }
  if (!leaves) throw EventProblem{"no particle leaves", "nothing in the final state"};

  event.neutrino_pdg = beam.pdg;
  event.neutrino_energy = beam.momentum.energy;
  const EventParticle* lepton = nullptr;
  find_current(event, stated_current, warn, lepton);
  if (lepton == nullptr) return;

  const FourVector transfer = beam.momentum - lepton->momentum;
  if (event.q_squared == 0.0) event.q_squared = std::fmax(0.0, -transfer.mass_squared());
  event.inelasticity = transfer.energy / event.neutrino_energy;
  if (transfer.energy > 0.0) {
    event.bjorken_x = event.q_squared / (2.0 * nuclear::particle(nuclear::pdg::proton).mass * transfer.energy);
  }
  if (event.invariant_mass == 0.0) {
    const EventParticle* struck = nullptr;
    int count = 0;
    for (const EventParticle& particle : event.particles) {
      if (particle.status != Status::struck_nucleon) continue;
      struck = &particle;
      ++count;
    }
    if (count == 1) event.invariant_mass = (transfer + struck->momentum).mass();
  }
}

}  // namespace wirebench::generator
