#include "wirebench/validation/event_measures.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/units.hpp"

namespace wirebench::validation {
namespace {

using transport::Deposit;
using transport::PrimaryStep;
using transport::Process;
using transport::Track;
using transport::TransportedEvent;

constexpr double k_cm = units::centimeter.value();

/// Energies this far (MeV) above which a photon's charged secondary is its first; and the region after a start, cm.
constexpr double k_first_charged_kinetic = 1.0;
constexpr double k_start_depth = 2.5;
constexpr double k_start_radius = 2.0;
constexpr double k_loss_energy_share = 0.8;
constexpr double k_full_step_tolerance = 1e-3;  // mm

double kinetic_energy(nuclear::PdgCode pdg, const Vector3& momentum) {
  const auto data = nuclear::find_particle(pdg);
  const double mass = data ? data->mass : 0.0;
  const double squared = dot(momentum, momentum);
  // The same as sqrt(p^2 + m^2) - m, without cancellation for slow nuclei.
  return squared == 0.0 ? 0.0 : squared / (std::sqrt(squared + mass * mass) + mass);
}

bool is_charged(nuclear::PdgCode pdg) {
  const auto data = nuclear::find_particle(pdg);
  return data && data->charge != 0;
}

Vector3 middle(const Deposit& deposit) {
  return {0.5 * (deposit.start[0] + deposit.end[0]) / k_cm, 0.5 * (deposit.start[1] + deposit.end[1]) / k_cm,
          0.5 * (deposit.start[2] + deposit.end[2]) / k_cm};
}

void add_deposits(const TransportedEvent& event, EventMeasures& out) {
  for (const Deposit& deposit : event.deposits.deposits) {
    out.deposited += deposit.energy;
    out.deposited_by[static_cast<std::size_t>(depositor(deposit.pdg))] += deposit.energy;
    const Vector3 at = middle(deposit);
    if (at.z >= 0.0 && at.z < k_profile_bin * static_cast<double>(k_profile_bins)) {
      const auto bin = static_cast<std::size_t>(at.z / k_profile_bin);
      if (out.depth_profile.size() <= bin) out.depth_profile.resize(bin + 1);
      out.depth_profile[bin] += deposit.energy;
    }
    const double radius = std::hypot(at.x, at.y);
    const double largest = k_radius_bin * static_cast<double>(k_radius_bins - 1);
    const auto bin = static_cast<std::size_t>(std::min(radius, largest) / k_radius_bin);
    out.radius_profile[bin] += deposit.energy;
  }
}

void add_secondaries(const TransportedEvent& event, const Track& primary, EventMeasures& out) {
  out.inelastic = primary.end_process == Process::hadron_inelastic;
  if (!out.inelastic) return;
  const double momentum = norm(primary.end_momentum);
  const Vector3 axis = momentum > 0.0 ? (1.0 / momentum) * primary.end_momentum : Vector3{0.0, 0.0, 1.0};
  for (const Track& track : event.tracks) {
    if (track.parent_id != primary.track_id || track.start_process != Process::hadron_inelastic) continue;
    const double size = norm(track.start_momentum);
    out.secondaries.push_back({track.pdg, kinetic_energy(track.pdg, track.start_momentum),
                               size > 0.0 ? dot(axis, track.start_momentum) / size : 0.0});
  }
}

void add_primary_steps(const TransportedEvent& event, const Track& primary, const Beam& beam, double step_limit,
                       EventMeasures& out) {
  Vector3 before = primary.start;
  for (const PrimaryStep& step : event.primary_steps) {
    if (step.track_id != primary.track_id) continue;
    for (std::size_t i = 0; i < k_crossing_depths.size(); ++i) {
      const double depth = k_crossing_depths[i] * k_cm;
      if (out.crossings[i] || !(before.z < depth) || !(step.end.z >= depth)) continue;
      const double share = (depth - before.z) / (step.end.z - before.z);
      const Vector3 at = before + share * (step.end - before);
      // A track crosses upwards, so its direction at the step's end is hardly ever level; where it is, the slope is
      // huge and so is the reference's.
      const double level = std::abs(step.direction.z) > 1e-6 ? step.direction.z : 1e-6;
      out.crossings[i] =
          EventMeasures::Crossing{at.x / k_cm, at.y / k_cm, step.direction.x / level, step.direction.y / level};
    }
    const bool full = std::abs(step.length - step_limit) < k_full_step_tolerance;
    if (full && step.kinetic_before > k_loss_energy_share * beam.kinetic) {
      out.step_losses.push_back(step.energy_deposited);
    }
    before = step.end;
  }
}

/// Where the shower of an electron or photon starts: the electron's own start, or a photon's first charged secondary.
std::optional<Vector3> shower_start(const TransportedEvent& event, const Track& primary, const Beam& beam) {
  if (beam.pdg != nuclear::pdg::gamma) return primary.start;
  const Track* first = nullptr;
  for (const Track& track : event.tracks) {
    if (track.parent_id != primary.track_id || !is_charged(track.pdg)) continue;
    if (kinetic_energy(track.pdg, track.start_momentum) <= k_first_charged_kinetic) continue;
    if (first == nullptr || track.start_time < first->start_time) first = &track;
  }
  return first == nullptr ? std::nullopt : std::optional{first->start};
}

void add_start(const TransportedEvent& event, const Track& primary, const Beam& beam, EventMeasures& out) {
  if (depositor(beam.pdg) != Depositor::em && beam.pdg != nuclear::pdg::pi_zero) return;
  const auto start = shower_start(event, primary, beam);
  if (!start) return;
  if (beam.pdg == nuclear::pdg::gamma) out.first_charged = norm(*start - primary.start) / k_cm;
  const Vector3 from = (1.0 / k_cm) * *start;
  double energy = 0.0;
  for (const Deposit& deposit : event.deposits.deposits) {
    const Vector3 at = middle(deposit) - from;
    if (at.z >= 0.0 && at.z < k_start_depth && std::hypot(at.x, at.y) < k_start_radius) energy += deposit.energy;
  }
  out.start_energy = energy;
}

}  // namespace

EventMeasures measure(const TransportedEvent& event, const Beam& beam, double step_limit) {
  WIREBENCH_EXPECT(!event.tracks.empty() && event.tracks.front().parent_id == 0);
  const Track& primary = event.tracks.front();
  EventMeasures out;
  out.length = primary.length / k_cm;
  out.end_z = primary.end.z / k_cm;
  add_deposits(event, out);
  add_secondaries(event, primary, out);
  add_primary_steps(event, primary, beam, step_limit, out);
  add_start(event, primary, beam, out);
  return out;
}

}  // namespace wirebench::validation
