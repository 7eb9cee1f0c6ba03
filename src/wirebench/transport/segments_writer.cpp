#include "wirebench/transport/segments_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/core/provenance.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/transport/process_code.hpp"
#include "wirebench/transport/segments_output.hpp"

namespace wirebench::transport {
namespace {

constexpr double k_cm = units::centimeter.value();
constexpr double k_us = units::microsecond.value();
constexpr double k_largest_number = static_cast<double>(std::numeric_limits<std::uint32_t>::max());

float in_cm(double length) noexcept {
  return static_cast<float>(length / k_cm);
}
float in_mev(double energy) noexcept {
  return static_cast<float>(energy);
}

void put(float (&out)[3], const Vector3& vector, double unit) noexcept {
  out[0] = static_cast<float>(vector.x / unit);
  out[1] = static_cast<float>(vector.y / unit);
  out[2] = static_cast<float>(vector.z / unit);
}

double energy_of(nuclear::PdgCode pdg, const Vector3& momentum) {
  const auto data = nuclear::find_particle(pdg);
  const double mass = data ? data->mass : 0.0;
  return std::sqrt(dot(momentum, momentum) + mass * mass);
}

layout::Segment segment_row(const Deposit& deposit) noexcept {
  layout::Segment row{};
  row.x_start = in_cm(deposit.start[0]);
  row.y_start = in_cm(deposit.start[1]);
  row.z_start = in_cm(deposit.start[2]);
  row.x_end = in_cm(deposit.end[0]);
  row.y_end = in_cm(deposit.end[1]);
  row.z_end = in_cm(deposit.end[2]);
  row.x = 0.5F * (row.x_start + row.x_end);
  row.y = 0.5F * (row.y_start + row.y_end);
  row.z = 0.5F * (row.z_start + row.z_end);
  // Deposits have the time of their start only; a step lasts some picoseconds.
  row.t0_start = row.t0_end = row.t0 = deposit.time / k_us;
  row.dx = in_cm(deposit.step_length);
  row.dE = in_mev(deposit.energy);
  row.dEdx = row.dx > 0.0F ? row.dE / row.dx : 0.0F;
  row.pdg_id = deposit.pdg;
  row.traj_id = deposit.track_id;
  return row;
}

layout::Trajectory trajectory_row(const Track& track) {
  layout::Trajectory row{};
  row.traj_id = track.track_id;
  row.parent_id = track.parent_id == 0 ? -1 : static_cast<std::int32_t>(track.parent_id);
  row.primary = track.parent_id == 0 ? 1 : 0;
  row.E_start = in_mev(energy_of(track.pdg, track.start_momentum));
  row.E_end = in_mev(energy_of(track.pdg, track.end_momentum));
  put(row.pxyz_start, track.start_momentum, 1.0);
  put(row.pxyz_end, track.end_momentum, 1.0);
  put(row.xyz_start, track.start, k_cm);
  put(row.xyz_end, track.end, k_cm);
  row.t_start = track.start_time / k_us;
  row.t_end = track.end_time / k_us;
  row.pdg_id = track.pdg;
  const ProcessCode start = process_code(track.start_process);
  const ProcessCode end = process_code(track.end_process);
  row.start_process = start.type;
  row.start_subprocess = start.subtype;
  row.end_process = end.type;
  row.end_subprocess = end.subtype;
  row.dist_travel = in_cm(track.length);
  return row;
}

/// Hundreds of NuHepMC's process numbers.
void put_channel(generator::Channel channel, layout::Interaction& row) noexcept {
  const int number = static_cast<int>(channel);
  row.reaction = number;
  switch (number / 100) {
    case 2: row.isQES = 1; break;
    case 3: row.isMEC = 1; break;
    case 4: row.isRES = 1; break;
    case 5:
    case 6: row.isDIS = 1; break;
    case 7: row.isCOH = 1; break;
    default: break;
  }
}

/// The lepton that leaves: the first of the final state.
const generator::EventParticle* find_lepton(const generator::NeutrinoEvent& event) noexcept {
  for (const auto& particle : event.particles) {
    const int code = std::abs(particle.pdg);
    if (particle.status == generator::Status::final_state && code >= 11 && code <= 16) return &particle;
  }
  return nullptr;
}

void put_kinematics(const generator::NeutrinoEvent& event, layout::Interaction& row) {
  put_channel(event.channel, row);
  row.isCC = event.charged_current ? 1 : 0;
  row.nu_pdg = event.neutrino_pdg;
  row.Enu = in_mev(event.neutrino_energy);
  row.Q2 = static_cast<float>(event.q_squared);
  row.x = static_cast<float>(event.bjorken_x);
  row.y = static_cast<float>(event.inelasticity);
  Vector3 beam{0.0, 0.0, event.neutrino_energy};
  for (const auto& particle : event.particles) {
    if (particle.status == generator::Status::beam) {
      beam = particle.momentum.momentum;
    }
    if (particle.status == generator::Status::target) {
      row.target = static_cast<std::uint32_t>(nuclear::nucleus_charge(particle.pdg));
    }
  }
  row.nu_4mom[0] = in_mev(beam.x);
  row.nu_4mom[1] = in_mev(beam.y);
  row.nu_4mom[2] = in_mev(beam.z);
  row.nu_4mom[3] = in_mev(event.neutrino_energy);
  if (const auto* lepton = find_lepton(event)) {
    const Vector3 momentum = lepton->momentum.momentum;
    const double size = norm(momentum);
    row.lep_pdg = lepton->pdg;
    row.lep_mom = in_mev(size);
    row.Elep = in_mev(lepton->momentum.energy);
    row.lep_ang = size > 0.0 ? static_cast<float>(std::acos(std::clamp(momentum.z / size, -1.0, 1.0))) : 0.0F;
    row.q0 = in_mev(event.neutrino_energy - lepton->momentum.energy);
    row.q3 = in_mev(norm(beam - momentum));
  }
}

}  // namespace

struct SegmentsWriter::State {
  SegmentsOutput out;
  std::vector<layout::Segment> rows;
  std::uint64_t events = 0;
  std::uint64_t first_track = 0;  ///< number in the file of the event's track 1

  State(const std::filesystem::path& target, const SegmentsWriterOptions& options)
      : out{target, {options.trajectories, options.primary_steps, options.threads}} {}

  [[noreturn]] void refuse(const std::string& what, const std::string& why) const {
    throw Error{ErrorKind::failed,
                {what, out.path().string(), why, "Write fewer events into one file, and number them from 0."}};
  }

  template <class Row>
  void put_event(Row& row, std::uint32_t event) const noexcept {
    row.event_id = event;
    row.vertex_id = event;
  }

  void add_segments(const EventDeposits& event, std::uint32_t id) {
    if (static_cast<double>(out.segments->rows() + event.deposits.size()) > k_largest_number) {
      refuse("too many segments", "their numbers have 32 bits");
    }
    rows.clear();
    for (const Deposit& deposit : event.deposits) {
      layout::Segment row = segment_row(deposit);
      put_event(row, id);
      row.file_vertex_id = events;
      row.segment_id = static_cast<std::uint32_t>(out.segments->rows() + rows.size());
      row.file_traj_id = file_track(deposit.track_id);
      rows.push_back(row);
    }
    out.segments->append(rows);
  }

  [[nodiscard]] std::uint32_t file_track(std::uint32_t track) const noexcept {
    return static_cast<std::uint32_t>(first_track + track - (track > 0 ? 1 : 0));
  }

  void add_tracks(const TransportedEvent& event, std::uint32_t id) {
    if (!out.trajectories) return;
    for (const Track& track : event.tracks) {
      layout::Trajectory row = trajectory_row(track);
      put_event(row, id);
      row.file_vertex_id = events;
      row.file_traj_id = file_track(track.track_id);
      out.trajectories->append(row);
    }
  }

  void add_steps(const TransportedEvent& event, std::uint32_t id) {
    if (!out.steps) return;
    for (const PrimaryStep& step : event.primary_steps) {
      layout::PrimaryStepRow row{};
      row.event_id = id;
      row.traj_id = step.track_id;
      row.kinetic_before = in_mev(step.kinetic_before);
      row.dE = in_mev(step.energy_deposited);
      row.dx = in_cm(step.length);
      put(row.xyz_end, step.end, k_cm);
      put(row.direction, step.direction, 1.0);
      out.steps->append(row);
    }
  }

  layout::Vertex add_vertex(const TransportedEvent& event, const PrimaryEvent& primaries, std::uint32_t id) {
    Position at{};
    if (event.deposits.truth.vertex) {
      at = *event.deposits.truth.vertex;
    } else if (!primaries.primaries.empty()) {
      const Vector3& first = primaries.primaries.front().position;
      at = {first.x, first.y, first.z};
    }
    layout::Vertex row{};
    put_event(row, id);
    row.file_vertex_id = events;
    row.x_vert = in_cm(at[0]);
    row.y_vert = in_cm(at[1]);
    row.z_vert = in_cm(at[2]);
    if (!primaries.primaries.empty()) {
      row.t_vert = static_cast<float>(primaries.primaries.front().time / k_us);
    }
    out.vertices->append(row);
    return row;
  }

  void add_interaction(const TransportedEvent& event, const layout::Vertex& vertex,
                       const generator::NeutrinoEvent* interaction, std::uint32_t id) {
    const Truth& truth = event.deposits.truth;
    if (interaction == nullptr && !truth.is_charged_current) return;
    layout::Interaction row{};
    put_event(row, id);
    row.x_vert = vertex.x_vert;
    row.y_vert = vertex.y_vert;
    row.z_vert = vertex.z_vert;
    row.t_vert = static_cast<double>(vertex.t_vert);
    if (interaction != nullptr) {
      put_kinematics(*interaction, row);
    } else {
      row.isCC = *truth.is_charged_current ? 1 : 0;
      row.nu_pdg = truth.neutrino_pdg;
    }
    out.interactions->append(row);
  }

  void add_weight(const Truth& truth, std::uint32_t id) {
    if (!truth.flux_weight) return;
    layout::FluxWeight row{};
    row.event_id = id;
    row.weight = *truth.flux_weight;
    out.weights->append(row);
  }

  void add_stack_particle(std::uint32_t id, nuclear::PdgCode pdg, const Vector3& momentum, double energy, int status,
                          std::int64_t track) {
    layout::StackParticle row{};
    put_event(row, id);
    row.traj_id = track < 0 ? -1 : static_cast<std::int32_t>(track);
    row.file_traj_id = track < 0 ? -1 : static_cast<std::int32_t>(file_track(static_cast<std::uint32_t>(track)));
    row.part_4mom[0] = in_mev(momentum.x);
    row.part_4mom[1] = in_mev(momentum.y);
    row.part_4mom[2] = in_mev(momentum.z);
    row.part_4mom[3] = in_mev(energy);
    row.part_pdg = pdg;
    row.part_status = status;
    out.stack->append(row);
  }

  void add_stack(const PrimaryEvent& primaries, const generator::NeutrinoEvent* interaction, std::uint32_t id) {
    if (interaction == nullptr) {
      for (std::size_t i = 0; i < primaries.primaries.size(); ++i) {
        const Primary& primary = primaries.primaries[i];
        add_stack_particle(id, primary.pdg, primary.momentum, energy_of(primary.pdg, primary.momentum), 1,
                           static_cast<std::int64_t>(i + 1));
      }
      return;
    }
    // Primaries are final particles in their order, some of which (neutrinos, the remnant) may be left out.
    std::size_t next = 0;
    for (const auto& particle : interaction->particles) {
      std::int64_t track = -1;
      if (particle.status == generator::Status::final_state && next < primaries.primaries.size() &&
          primaries.primaries[next].pdg == particle.pdg) {
        track = static_cast<std::int64_t>(++next);
      }
      add_stack_particle(id, particle.pdg, particle.momentum.momentum, particle.momentum.energy,
                         static_cast<int>(particle.status), track);
    }
  }

  /// Track numbers of the event, kept or not: the largest one that something refers to.
  static std::uint64_t count_tracks(const TransportedEvent& event, const PrimaryEvent& primaries) {
    std::uint64_t largest = primaries.primaries.size();
    for (const Track& track : event.tracks) largest = std::max<std::uint64_t>(largest, track.track_id);
    for (const Deposit& deposit : event.deposits.deposits) largest = std::max<std::uint64_t>(largest, deposit.track_id);
    return largest;
  }

  void add(const TransportedEvent& event, const PrimaryEvent& primaries, const generator::NeutrinoEvent* interaction) {
    if (static_cast<double>(event.deposits.event_id) > k_largest_number) {
      refuse("event number too large", fmt::format("{} does not fit 32 bits", event.deposits.event_id));
    }
    const std::uint64_t tracks = count_tracks(event, primaries);
    if (static_cast<double>(first_track + tracks) > k_largest_number) {
      refuse("too many tracks", "their numbers have 32 bits");
    }
    const auto id = static_cast<std::uint32_t>(event.deposits.event_id);
    const layout::Vertex vertex = add_vertex(event, primaries, id);
    add_interaction(event, vertex, interaction, id);
    add_weight(event.deposits.truth, id);
    add_stack(primaries, interaction, id);
    add_segments(event.deposits, id);
    add_tracks(event, id);
    add_steps(event, id);
    first_track += tracks;
    ++events;
  }
};

SegmentsWriter::SegmentsWriter(const std::filesystem::path& path, SegmentsWriterOptions options)
    : options_{std::move(options)}, state_{std::make_unique<State>(path, options_)} {}
SegmentsWriter::~SegmentsWriter() = default;

void SegmentsWriter::add(const TransportedEvent& event, const PrimaryEvent& primaries,
                         const generator::NeutrinoEvent* interaction) {
  state_->add(event, primaries, interaction);
}

std::uint64_t SegmentsWriter::events() const noexcept {
  return state_->events;
}
std::uint64_t SegmentsWriter::segments() const noexcept {
  return state_->out.segments->rows();
}

void SegmentsWriter::finish() {
  state_->out.finish({options_.engine, provenance(options_.configuration).dump(), state_->first_track});
}

}  // namespace wirebench::transport
