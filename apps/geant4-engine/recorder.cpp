#include "recorder.hpp"

#include <algorithm>
#include <cmath>

#include <G4ParticleDefinition.hh>
#include <G4ParticleTable.hh>
#include <G4Step.hh>
#include <G4StepPoint.hh>
#include <G4SystemOfUnits.hh>
#include <G4Track.hh>
#include <G4VProcess.hh>

namespace g4engine {
namespace {

namespace layout = wirebench::transport::layout;

constexpr int k_argon40 = 1000180400;

float in_cm(double length) {
  return static_cast<float>(length / cm);
}
float in_mev(double energy) {
  return static_cast<float>(energy / MeV);
}

void put(float (&out)[3], const G4ThreeVector& vector, double unit) {
  for (int axis = 0; axis < 3; ++axis) out[axis] = static_cast<float>(vector[axis] / unit);
}

bool is_nucleus(int pdg) {
  return pdg > 1000000000;
}

/// Ground state of a nucleus: excited ones have codes of their own, in which the last digit counts levels.
int ground_state(int pdg) {
  return is_nucleus(pdg) ? pdg - pdg % 10 : pdg;
}

struct ProcessCode {
  std::uint32_t type = 0;
  std::uint32_t subtype = 0;
};

ProcessCode code_of(const G4VProcess* process) {
  if (process == nullptr) return {};
  // A process that stands for several tells which one it chose.
  if (const G4VProcess* chosen = process->GetCreatorProcess()) process = chosen;
  return {static_cast<std::uint32_t>(process->GetProcessType()),
          static_cast<std::uint32_t>(process->GetProcessSubType())};
}

}  // namespace

Recorder::Recorder(const Options& options, OutputFile& file)
    : options_{options},
      segments_{file, "segments", layout::k_segment_fields},
      vertices_{file, "vertices", layout::k_vertex_fields},
      interactions_{file, "mc_hdr", layout::k_interaction_fields},
      stack_{file, "mc_stack", layout::k_stack_fields} {
  if (options.trajectories) trajectories_.emplace(file, "trajectories", layout::k_trajectory_fields);
  if (options.primary_steps) primary_steps_.emplace(file, "primary_steps", layout::k_primary_step_fields);
}

void Recorder::begin_event(const PrimaryEvent& event) {
  event_id_ = event.event_id;
  tracks_.clear();
  last_track_ = static_cast<std::uint32_t>(event.primaries.size());

  layout::Vertex vertex{};
  vertex.event_id = event_id_;
  vertex.vertex_id = vertex.file_vertex_id = event_id_;
  vertex.x_vert = in_cm(event.vertex[0] * mm);
  vertex.y_vert = in_cm(event.vertex[1] * mm);
  vertex.z_vert = in_cm(event.vertex[2] * mm);
  vertex.t_vert = static_cast<float>(event.time * ns / us);
  vertices_.append(vertex);
  if (event.neutrino_pdg != 0 && event.charged_current >= 0) {
    layout::Interaction interaction{};
    interaction.event_id = event_id_;
    interaction.vertex_id = event_id_;
    interaction.x_vert = vertex.x_vert;
    interaction.y_vert = vertex.y_vert;
    interaction.z_vert = vertex.z_vert;
    interaction.t_vert = event.time * ns / us;
    interaction.isCC = event.charged_current != 0 ? 1 : 0;
    interaction.nu_pdg = event.neutrino_pdg;
    interactions_.append(interaction);
  }
  for (std::size_t i = 0; i < event.primaries.size(); ++i) {
    const Primary& primary = event.primaries[i];
    layout::StackParticle particle{};
    particle.event_id = event_id_;
    particle.vertex_id = event_id_;
    particle.traj_id = static_cast<std::int32_t>(i + 1);
    particle.file_traj_id = static_cast<std::int32_t>(file_track(static_cast<std::uint32_t>(i + 1)));
    double squared = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      particle.part_4mom[axis] = static_cast<float>(primary.momentum[axis]);
      squared += primary.momentum[axis] * primary.momentum[axis];
    }
    const G4ParticleDefinition* definition = G4ParticleTable::GetParticleTable()->FindParticle(primary.pdg);
    const double mass = definition == nullptr ? 0.0 : definition->GetPDGMass() / MeV;
    particle.part_4mom[3] = static_cast<float>(std::sqrt(squared + mass * mass));
    particle.part_pdg = primary.pdg;
    particle.part_status = 1;
    stack_.append(particle);
  }
}

void Recorder::begin_track(const G4Track& track) {
  const auto id = static_cast<std::uint32_t>(track.GetTrackID());
  last_track_ = std::max(last_track_, id);
  if (!trajectories_) return;
  Trajectory row{};
  row.event_id = event_id_;
  row.vertex_id = row.file_vertex_id = event_id_;
  row.traj_id = id;
  row.file_traj_id = file_track(id);
  row.parent_id = track.GetParentID() == 0 ? -1 : track.GetParentID();
  row.primary = track.GetParentID() == 0 ? 1 : 0;
  row.E_start = in_mev(track.GetTotalEnergy());
  put(row.pxyz_start, track.GetMomentum(), MeV);
  put(row.xyz_start, track.GetPosition(), cm);
  row.t_start = track.GetGlobalTime() / us;
  row.pdg_id = ground_state(track.GetDefinition()->GetPDGEncoding());
  const ProcessCode code = code_of(track.GetCreatorProcess());
  row.start_process = code.type;
  row.start_subprocess = code.subtype;
  tracks_.emplace(id, row);
}

void Recorder::add_segment(const G4Step& step, double energy, int pdg) {
  const G4StepPoint& before = *step.GetPreStepPoint();
  const G4StepPoint& after = *step.GetPostStepPoint();
  const auto id = static_cast<std::uint32_t>(step.GetTrack()->GetTrackID());
  Segment row{};
  row.event_id = event_id_;
  row.vertex_id = row.file_vertex_id = event_id_;
  row.segment_id = next_segment_++;
  row.traj_id = id;
  row.file_traj_id = file_track(id);
  row.pdg_id = pdg;
  // What a neutral particle leaves is where its step ends, and so is the recoil of a nucleus it hits.
  const bool at_end = step.GetTrack()->GetDefinition()->GetPDGCharge() == 0.0 ||
                      pdg != ground_state(step.GetTrack()->GetDefinition()->GetPDGEncoding());
  const G4StepPoint& start = at_end ? after : before;
  row.x_start = in_cm(start.GetPosition().x());
  row.y_start = in_cm(start.GetPosition().y());
  row.z_start = in_cm(start.GetPosition().z());
  row.x_end = in_cm(after.GetPosition().x());
  row.y_end = in_cm(after.GetPosition().y());
  row.z_end = in_cm(after.GetPosition().z());
  row.x = 0.5F * (row.x_start + row.x_end);
  row.y = 0.5F * (row.y_start + row.y_end);
  row.z = 0.5F * (row.z_start + row.z_end);
  row.t0_start = start.GetGlobalTime() / us;
  row.t0_end = after.GetGlobalTime() / us;
  row.t0 = 0.5 * (row.t0_start + row.t0_end);
  row.dx = at_end ? 0.0F : in_cm(step.GetStepLength());
  row.dE = in_mev(energy);
  row.dEdx = row.dx > 0.0F ? row.dE / row.dx : 0.0F;
  segments_.append(row);
}

void Recorder::add_step(const G4Step& step) {
  const G4Track& track = *step.GetTrack();
  const int pdg = ground_state(track.GetDefinition()->GetPDGEncoding());
  const double deposited = step.GetTotalEnergyDeposit();
  // Energy that goes to nuclei is told apart from ionisation: it is written as a nucleus's.
  const double to_nuclei = std::min(deposited, step.GetNonIonizingEnergyDeposit());
  if (is_nucleus(pdg)) {
    if (deposited > 0.0) add_segment(step, deposited, pdg);
  } else {
    if (deposited - to_nuclei > 0.0) add_segment(step, deposited - to_nuclei, pdg);
    if (to_nuclei > 0.0) add_segment(step, to_nuclei, k_argon40);
  }
  if (primary_steps_ && track.GetParentID() == 0) {
    layout::PrimaryStepRow row{};
    row.event_id = event_id_;
    row.traj_id = static_cast<std::uint32_t>(track.GetTrackID());
    row.kinetic_before = in_mev(step.GetPreStepPoint()->GetKineticEnergy());
    row.dE = in_mev(deposited);
    row.dx = in_cm(step.GetStepLength());
    put(row.xyz_end, step.GetPostStepPoint()->GetPosition(), cm);
    put(row.direction, step.GetPostStepPoint()->GetMomentumDirection(), 1.0);
    primary_steps_->append(row);
  }
  if (!trajectories_) return;
  const auto found = tracks_.find(static_cast<std::uint32_t>(track.GetTrackID()));
  if (found == tracks_.end()) return;
  // The last step's start is what there was before the process that ended the track; its end has no momentum left.
  const ProcessCode code = code_of(step.GetPostStepPoint()->GetProcessDefinedStep());
  Trajectory& row = found->second;
  row.end_process = code.type;
  row.end_subprocess = code.subtype;
  put(row.pxyz_end, step.GetPreStepPoint()->GetMomentum(), MeV);
  row.E_end = in_mev(step.GetPreStepPoint()->GetTotalEnergy());
}

void Recorder::end_track(const G4Track& track) {
  if (!trajectories_) return;
  const auto found = tracks_.find(static_cast<std::uint32_t>(track.GetTrackID()));
  if (found == tracks_.end()) return;
  Trajectory& row = found->second;
  put(row.xyz_end, track.GetPosition(), cm);
  row.t_end = track.GetGlobalTime() / us;
  row.dist_travel = in_cm(track.GetTrackLength());
}

void Recorder::end_event() {
  if (trajectories_) {
    for (const auto& entry : tracks_) trajectories_->append(entry.second);
  }
  first_file_track_ += last_track_;
}

void Recorder::flush() {
  segments_.flush();
  if (trajectories_) trajectories_->flush();
  vertices_.flush();
  interactions_.flush();
  stack_.flush();
  if (primary_steps_) primary_steps_->flush();
}

}  // namespace g4engine
