/// \file What an event looks like in 5 mm voxels.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "wirebench/nuclear/particle.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::validation {

/// Voxels of 5 mm: number i covers [-2500 + 5 i, -2500 + 5 (i + 1)) mm, i from 0 to 999.
inline constexpr double k_voxel = 5.0;
inline constexpr double k_voxel_origin = -2500.0;
inline constexpr int k_voxels = 1000;
/// Voxels with less energy are left out, MeV.
inline constexpr double k_least_voxel = 0.02;

/// Kinds of depositing particles in voxel files; the numbers are the file's.
inline constexpr std::array<const char*, 5> k_voxel_kinds{"other", "electron or photon", "muon", "pion",
                                                          "proton or heavier"};
[[nodiscard]] std::size_t voxel_kind(nuclear::PdgCode pdg) noexcept;

struct Voxel {
  transport::Position centre{};  ///< mm
  double energy = 0.0;           ///< MeV
  std::size_t kind = 0;          ///< of its largest single deposit
};

/// Sums the deposits of an event in voxels, in the order of their numbers. A deposit counts whole at the middle of its
/// step; what lies outside the voxels is left out, and so are recoils of argon nuclei below 70 keV, which Geant4 does
/// not make into particles at the reference's cuts.
[[nodiscard]] std::vector<Voxel> voxelize(const std::vector<transport::Deposit>& deposits);

inline constexpr std::array<double, 7> k_spectrum_edges{0.02, 0.1, 0.3, 0.6, 1.0, 2.0, 5.0};       ///< MeV, lower edges
inline constexpr std::array<double, 6> k_depth_edges{-5000.0, 0.0, 100.0, 300.0, 1000.0, 2000.0};  ///< mm, lower edges
inline constexpr std::array<double, 6> k_radius_edges{0.0, 10.0, 30.0, 100.0, 300.0, 1000.0};      ///< mm, lower edges

/// One event. Depth is z - vertex z, radius the distance from the axis through the vertex along z.
struct VoxelMeasures {
  double energy = 0.0;
  double voxels = 0.0;
  std::array<double, k_spectrum_edges.size()> spectrum{};  ///< voxels in each range of energies
  std::array<double, k_depth_edges.size()> depth{};        ///< MeV in each range of depths
  std::array<double, k_radius_edges.size()> radius{};      ///< MeV in each range of radii
  std::array<double, k_voxel_kinds.size()> kinds{};        ///< MeV in voxels of each kind
  double depth_sum = 0.0;                                  ///< MeV mm
  double radius_sum = 0.0;                                 ///< MeV mm
};
[[nodiscard]] VoxelMeasures measure_voxels(const std::vector<Voxel>& voxels, const transport::Position& vertex);

}  // namespace wirebench::validation
