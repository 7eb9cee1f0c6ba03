#include "wirebench/validation/voxel_measures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>

namespace wirebench::validation {
namespace {

/// Range a value lies in, by its lower edge; the first for values below all.
std::size_t range_of(double value, std::span<const double> lower_edges) {
  const auto above = std::upper_bound(lower_edges.begin(), lower_edges.end(), value);
  return above == lower_edges.begin() ? 0 : static_cast<std::size_t>(above - lower_edges.begin()) - 1;
}

/// Voxel number along one axis, or -1 outside.
int voxel_number(double coordinate) {
  const double at = std::floor((coordinate - k_voxel_origin) / k_voxel);
  return at >= 0.0 && at < k_voxels ? static_cast<int>(at) : -1;
}

/// Geant4 makes a nucleus hit elastically into a particle from its production cut for protons on, 100 keV a mm of the
/// range cut; what slower ones get is not in the reference.
constexpr double k_least_recoil = 0.07;  // MeV

}  // namespace

std::size_t voxel_kind(nuclear::PdgCode pdg) noexcept {
  if (nuclear::is_nucleus(pdg)) return 4;
  switch (std::abs(pdg)) {
    case 11:
    case 22: return 1;
    case 13: return 2;
    case 211:
    case 111: return 3;
    case 2212: return 4;
    default: return 0;
  }
}

std::vector<Voxel> voxelize(const std::vector<transport::Deposit>& deposits) {
  struct Cell {
    double energy = 0.0;
    double largest = 0.0;
    std::size_t kind = 0;
  };
  std::map<std::array<int, 3>, Cell> cells;
  for (const transport::Deposit& deposit : deposits) {
    if (deposit.pdg == nuclear::pdg::argon40 && deposit.energy < k_least_recoil) continue;
    std::array<int, 3> number{};
    bool inside = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      number[axis] = voxel_number(0.5 * (deposit.start[axis] + deposit.end[axis]));
      inside = inside && number[axis] >= 0;
    }
    if (!inside) continue;
    Cell& cell = cells[number];
    cell.energy += deposit.energy;
    if (deposit.energy > cell.largest) {
      cell.largest = deposit.energy;
      cell.kind = voxel_kind(deposit.pdg);
    }
  }
  std::vector<Voxel> voxels;
  for (const auto& [number, cell] : cells) {
    if (!(cell.energy > k_least_voxel)) continue;
    Voxel voxel;
    voxel.energy = cell.energy;
    voxel.kind = cell.kind;
    for (std::size_t axis = 0; axis < 3; ++axis) voxel.centre[axis] = k_voxel_origin + k_voxel * (number[axis] + 0.5);
    voxels.push_back(voxel);
  }
  return voxels;
}

VoxelMeasures measure_voxels(const std::vector<Voxel>& voxels, const transport::Position& vertex) {
  VoxelMeasures out;
  for (const Voxel& voxel : voxels) {
    const double depth = voxel.centre[2] - vertex[2];
    const double radius = std::hypot(voxel.centre[0] - vertex[0], voxel.centre[1] - vertex[1]);
    out.energy += voxel.energy;
    out.voxels += 1.0;
    out.spectrum[range_of(voxel.energy, k_spectrum_edges)] += 1.0;
    out.depth[range_of(depth, k_depth_edges)] += voxel.energy;
    out.radius[range_of(radius, k_radius_edges)] += voxel.energy;
    out.kinds[voxel.kind] += voxel.energy;
    out.depth_sum += voxel.energy * depth;
    out.radius_sum += voxel.energy * radius;
  }
  return out;
}

}  // namespace wirebench::validation
