/// \file The tables of a segments file as larnd-sim and the 2x2 simulation define them: rows, field names, types.
/// Included by programs with another string ABI as well: plain data only.
/// Source: larnd-sim (arXiv:2212.09807), `cli/dumpTree.py`: segments, trajectories, vertices; DUNE 2x2 simulation:
/// mc_hdr, mc_stack. The order of the fields and their alignment are those of numpy's `align=True`. Units: cm, us, MeV,
/// MeV/c.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirebench::transport::layout {

enum class FieldType : std::uint8_t { u4, u8, i4, f4, f8, flag };  ///< flag: one byte, h5py's boolean

struct Field {
  const char* name;
  std::size_t offset;
  FieldType type;
  std::size_t count;  ///< > 1: an array inside the row
};

/// The time is in t0_start, t0_end and t0; what a detector simulation fills later is 0.
struct Segment {
  std::uint32_t event_id;
  std::uint64_t vertex_id;
  std::uint64_t file_vertex_id;
  std::uint32_t segment_id;  ///< unique in the file
  float z_end;
  std::uint32_t traj_id;       ///< in its event
  std::uint32_t file_traj_id;  ///< unique in the file
  float tran_diff;
  float z_start;
  float x_end;
  float y_end;
  std::uint32_t n_electrons;
  std::int32_t pdg_id;
  float x_start;
  float y_start;
  float t_start;
  double t0_start;
  double t0_end;
  double t0;
  float dx;
  float long_diff;
  std::int32_t pixel_plane;
  float t_end;
  float dEdx;
  float dE;
  float t;
  float y;
  float x;
  float z;
  float n_photons;
};
static_assert(sizeof(Segment) == 152);

inline constexpr Field k_segment_fields[] = {
    {"event_id", offsetof(Segment, event_id), FieldType::u4, 1},
    {"vertex_id", offsetof(Segment, vertex_id), FieldType::u8, 1},
    {"file_vertex_id", offsetof(Segment, file_vertex_id), FieldType::u8, 1},
    {"segment_id", offsetof(Segment, segment_id), FieldType::u4, 1},
    {"z_end", offsetof(Segment, z_end), FieldType::f4, 1},
    {"traj_id", offsetof(Segment, traj_id), FieldType::u4, 1},
    {"file_traj_id", offsetof(Segment, file_traj_id), FieldType::u4, 1},
    {"tran_diff", offsetof(Segment, tran_diff), FieldType::f4, 1},
    {"z_start", offsetof(Segment, z_start), FieldType::f4, 1},
    {"x_end", offsetof(Segment, x_end), FieldType::f4, 1},
    {"y_end", offsetof(Segment, y_end), FieldType::f4, 1},
    {"n_electrons", offsetof(Segment, n_electrons), FieldType::u4, 1},
    {"pdg_id", offsetof(Segment, pdg_id), FieldType::i4, 1},
    {"x_start", offsetof(Segment, x_start), FieldType::f4, 1},
    {"y_start", offsetof(Segment, y_start), FieldType::f4, 1},
    {"t_start", offsetof(Segment, t_start), FieldType::f4, 1},
    {"t0_start", offsetof(Segment, t0_start), FieldType::f8, 1},
    {"t0_end", offsetof(Segment, t0_end), FieldType::f8, 1},
    {"t0", offsetof(Segment, t0), FieldType::f8, 1},
    {"dx", offsetof(Segment, dx), FieldType::f4, 1},
    {"long_diff", offsetof(Segment, long_diff), FieldType::f4, 1},
    {"pixel_plane", offsetof(Segment, pixel_plane), FieldType::i4, 1},
    {"t_end", offsetof(Segment, t_end), FieldType::f4, 1},
    {"dEdx", offsetof(Segment, dEdx), FieldType::f4, 1},
    {"dE", offsetof(Segment, dE), FieldType::f4, 1},
    {"t", offsetof(Segment, t), FieldType::f4, 1},
    {"y", offsetof(Segment, y), FieldType::f4, 1},
    {"x", offsetof(Segment, x), FieldType::f4, 1},
    {"z", offsetof(Segment, z), FieldType::f4, 1},
    {"n_photons", offsetof(Segment, n_photons), FieldType::f4, 1},
};

/// E is the total energy. Processes: Geant4's type and subtype (process_code.hpp).
struct Trajectory {
  std::uint32_t event_id;
  std::uint64_t vertex_id;
  std::uint64_t file_vertex_id;
  std::uint32_t traj_id;
  std::uint32_t file_traj_id;
  std::int32_t parent_id;  ///< traj_id of the parent; -1: primary
  std::int8_t primary;
  float E_start;
  float pxyz_start[3];
  float xyz_start[3];
  double t_start;
  float E_end;
  float pxyz_end[3];
  float xyz_end[3];
  double t_end;
  std::int32_t pdg_id;
  std::uint32_t start_process;
  std::uint32_t start_subprocess;
  std::uint32_t end_process;
  std::uint32_t end_subprocess;
  float dist_travel;
};
static_assert(sizeof(Trajectory) == 144);

inline constexpr Field k_trajectory_fields[] = {
    {"event_id", offsetof(Trajectory, event_id), FieldType::u4, 1},
    {"vertex_id", offsetof(Trajectory, vertex_id), FieldType::u8, 1},
    {"file_vertex_id", offsetof(Trajectory, file_vertex_id), FieldType::u8, 1},
    {"traj_id", offsetof(Trajectory, traj_id), FieldType::u4, 1},
    {"file_traj_id", offsetof(Trajectory, file_traj_id), FieldType::u4, 1},
    {"parent_id", offsetof(Trajectory, parent_id), FieldType::i4, 1},
    {"primary", offsetof(Trajectory, primary), FieldType::flag, 1},
    {"E_start", offsetof(Trajectory, E_start), FieldType::f4, 1},
    {"pxyz_start", offsetof(Trajectory, pxyz_start), FieldType::f4, 3},
    {"xyz_start", offsetof(Trajectory, xyz_start), FieldType::f4, 3},
    {"t_start", offsetof(Trajectory, t_start), FieldType::f8, 1},
    {"E_end", offsetof(Trajectory, E_end), FieldType::f4, 1},
    {"pxyz_end", offsetof(Trajectory, pxyz_end), FieldType::f4, 3},
    {"xyz_end", offsetof(Trajectory, xyz_end), FieldType::f4, 3},
    {"t_end", offsetof(Trajectory, t_end), FieldType::f8, 1},
    {"pdg_id", offsetof(Trajectory, pdg_id), FieldType::i4, 1},
    {"start_process", offsetof(Trajectory, start_process), FieldType::u4, 1},
    {"start_subprocess", offsetof(Trajectory, start_subprocess), FieldType::u4, 1},
    {"end_process", offsetof(Trajectory, end_process), FieldType::u4, 1},
    {"end_subprocess", offsetof(Trajectory, end_subprocess), FieldType::u4, 1},
    {"dist_travel", offsetof(Trajectory, dist_travel), FieldType::f4, 1},
};

struct Vertex {
  std::uint32_t event_id;
  std::uint64_t vertex_id;
  std::uint64_t file_vertex_id;
  float x_vert;
  float y_vert;
  float z_vert;
  float t_vert;
  float t_event;
};
static_assert(sizeof(Vertex) == 48);

inline constexpr Field k_vertex_fields[] = {
    {"event_id", offsetof(Vertex, event_id), FieldType::u4, 1},
    {"vertex_id", offsetof(Vertex, vertex_id), FieldType::u8, 1},
    {"file_vertex_id", offsetof(Vertex, file_vertex_id), FieldType::u8, 1},
    {"x_vert", offsetof(Vertex, x_vert), FieldType::f4, 1},
    {"y_vert", offsetof(Vertex, y_vert), FieldType::f4, 1},
    {"z_vert", offsetof(Vertex, z_vert), FieldType::f4, 1},
    {"t_vert", offsetof(Vertex, t_vert), FieldType::f4, 1},
    {"t_event", offsetof(Vertex, t_event), FieldType::f4, 1},
};

/// What is not known of an interaction is 0. Angles in rad, to the z axis.
struct Interaction {
  std::uint32_t event_id;
  std::uint64_t vertex_id;
  float x_vert;
  float y_vert;
  float z_vert;
  double t_vert;
  std::uint32_t target;   ///< atomic number
  std::int32_t reaction;  ///< channel number (generator/event.hpp)
  std::int8_t isCC;
  std::int8_t isQES;
  std::int8_t isMEC;
  std::int8_t isRES;
  std::int8_t isDIS;
  std::int8_t isCOH;
  float Enu;
  float nu_4mom[4];
  std::int32_t nu_pdg;
  float Elep;
  float lep_mom;
  float lep_ang;
  std::int32_t lep_pdg;
  float q0;
  float q3;
  float Q2;
  float x;
  float y;
};
static_assert(sizeof(Interaction) == 120);

inline constexpr Field k_interaction_fields[] = {
    {"event_id", offsetof(Interaction, event_id), FieldType::u4, 1},
    {"vertex_id", offsetof(Interaction, vertex_id), FieldType::u8, 1},
    {"x_vert", offsetof(Interaction, x_vert), FieldType::f4, 1},
    {"y_vert", offsetof(Interaction, y_vert), FieldType::f4, 1},
    {"z_vert", offsetof(Interaction, z_vert), FieldType::f4, 1},
    {"t_vert", offsetof(Interaction, t_vert), FieldType::f8, 1},
    {"target", offsetof(Interaction, target), FieldType::u4, 1},
    {"reaction", offsetof(Interaction, reaction), FieldType::i4, 1},
    {"isCC", offsetof(Interaction, isCC), FieldType::flag, 1},
    {"isQES", offsetof(Interaction, isQES), FieldType::flag, 1},
    {"isMEC", offsetof(Interaction, isMEC), FieldType::flag, 1},
    {"isRES", offsetof(Interaction, isRES), FieldType::flag, 1},
    {"isDIS", offsetof(Interaction, isDIS), FieldType::flag, 1},
    {"isCOH", offsetof(Interaction, isCOH), FieldType::flag, 1},
    {"Enu", offsetof(Interaction, Enu), FieldType::f4, 1},
    {"nu_4mom", offsetof(Interaction, nu_4mom), FieldType::f4, 4},
    {"nu_pdg", offsetof(Interaction, nu_pdg), FieldType::i4, 1},
    {"Elep", offsetof(Interaction, Elep), FieldType::f4, 1},
    {"lep_mom", offsetof(Interaction, lep_mom), FieldType::f4, 1},
    {"lep_ang", offsetof(Interaction, lep_ang), FieldType::f4, 1},
    {"lep_pdg", offsetof(Interaction, lep_pdg), FieldType::i4, 1},
    {"q0", offsetof(Interaction, q0), FieldType::f4, 1},
    {"q3", offsetof(Interaction, q3), FieldType::f4, 1},
    {"Q2", offsetof(Interaction, Q2), FieldType::f4, 1},
    {"x", offsetof(Interaction, x), FieldType::f4, 1},
    {"y", offsetof(Interaction, y), FieldType::f4, 1},
};

struct StackParticle {
  std::uint32_t event_id;
  std::uint64_t vertex_id;
  std::int32_t traj_id;  ///< -1: not carried through the detector
  std::int32_t file_traj_id;
  float part_4mom[4];  ///< px, py, pz, E
  std::int32_t part_pdg;
  std::int32_t part_status;  ///< NuHepMC's: 1 final, 4 beam, 20 target, ...
};
static_assert(sizeof(StackParticle) == 48);

inline constexpr Field k_stack_fields[] = {
    {"event_id", offsetof(StackParticle, event_id), FieldType::u4, 1},
    {"vertex_id", offsetof(StackParticle, vertex_id), FieldType::u8, 1},
    {"traj_id", offsetof(StackParticle, traj_id), FieldType::i4, 1},
    {"file_traj_id", offsetof(StackParticle, file_traj_id), FieldType::i4, 1},
    {"part_4mom", offsetof(StackParticle, part_4mom), FieldType::f4, 4},
    {"part_pdg", offsetof(StackParticle, part_pdg), FieldType::i4, 1},
    {"part_status", offsetof(StackParticle, part_status), FieldType::i4, 1},
};

/// Not of larnd-sim: the weights of events whose generator says them.
struct FluxWeight {
  std::uint32_t event_id;
  std::uint32_t unused;  ///< no field: its bytes are in the file, and shall be the same each time
  double weight;
};
static_assert(sizeof(FluxWeight) == 16);

inline constexpr Field k_flux_weight_fields[] = {
    {"event_id", offsetof(FluxWeight, event_id), FieldType::u4, 1},
    {"weight", offsetof(FluxWeight, weight), FieldType::f8, 1},
};

/// Not of larnd-sim: the steps of the primaries, for validation. Written on request only.
struct PrimaryStepRow {
  std::uint32_t event_id;
  std::uint32_t traj_id;
  float kinetic_before;  ///< MeV
  float dE;              ///< MeV, all of it deposited along the step
  float dx;              ///< cm along the step
  float xyz_end[3];      ///< cm
  float direction[3];    ///< unit vector at the end
};
static_assert(sizeof(PrimaryStepRow) == 44);

inline constexpr Field k_primary_step_fields[] = {
    {"event_id", offsetof(PrimaryStepRow, event_id), FieldType::u4, 1},
    {"traj_id", offsetof(PrimaryStepRow, traj_id), FieldType::u4, 1},
    {"kinetic_before", offsetof(PrimaryStepRow, kinetic_before), FieldType::f4, 1},
    {"dE", offsetof(PrimaryStepRow, dE), FieldType::f4, 1},
    {"dx", offsetof(PrimaryStepRow, dx), FieldType::f4, 1},
    {"xyz_end", offsetof(PrimaryStepRow, xyz_end), FieldType::f4, 3},
    {"direction", offsetof(PrimaryStepRow, direction), FieldType::f4, 3},
};

}  // namespace wirebench::transport::layout
