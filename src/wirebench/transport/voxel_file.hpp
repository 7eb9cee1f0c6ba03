/// \file Energy deposits summed in cubic cells of 5 mm.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/transport/deposit_source.hpp"

namespace wirebench::transport {

/// Streams the events of a voxel file.
///
/// Layout: a table `events` (`event_id`, `label` 0 NC / 1 numu CC / 2 nue CC, `{x,y,z}_vert` in cm, `first_voxel`,
/// `n_voxels`) and the columns `voxels/{ix,iy,iz}` (0 to 999; cell i covers [-2500 + 5 i, -2500 + 5 (i + 1)) mm),
/// `voxels/dE` (MeV) and, where there, `voxels/kind` (0 other, 1 electron or photon, 2 muon, 3 pion, 4 proton or
/// heavier: kept as a representative pdg code, 0 / 11 / 13 / 211 / 2212).
/// Each deposit is a point at the centre of its cell. The form has no step lengths: the side of the cell is taken,
/// and the events are marked StepLengths::assumed. Times are 0.
class VoxelFile final : public DepositSource {
 public:
  /// Reads and checks the whole `events` table.
  /// Errors: Error(usage) when missing; Error(failed) when truncated, empty, without a needed object, when columns
  /// differ in length, event numbers repeat, or an event's voxels lie outside the columns.
  explicit VoxelFile(const std::filesystem::path& path);

  [[nodiscard]] std::optional<EventDeposits> next() override;
  [[nodiscard]] std::uint64_t count() const noexcept override { return events_.size(); }

 private:
  struct Event {
    std::uint64_t event_id;
    Position vertex;
    hsize_t first;
    hsize_t count;
    InteractionClass label;
  };

  void read_events(const hdf5::File& file);

  std::string path_;
  std::vector<hdf5::Dataset> cells_;  // ix, iy, iz
  std::optional<hdf5::Dataset> energy_;
  std::optional<hdf5::Dataset> kind_;
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

}  // namespace wirebench::transport
