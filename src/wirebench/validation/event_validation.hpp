/// \file Transports the primaries of whole reference events again and compares the voxels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "wirebench/transport/engine.hpp"
#include "wirebench/validation/comparison.hpp"
#include "wirebench/validation/voxel_measures.hpp"

namespace wirebench::validation {

/// Reference events: what they started from and what they look like.
struct ReferenceEvents {
  std::vector<transport::PrimaryEvent> primaries;
  std::vector<VoxelMeasures> voxels;  ///< one an event
};

/// Voxel files: the file given, or those of a folder, sorted by name.
/// Errors: Error(usage) when there is none.
[[nodiscard]] std::vector<std::filesystem::path> find_voxel_files(const std::filesystem::path& reference);

/// Reads a voxel file (transport/voxel_file.hpp) with a table `primaries` (`event_id`, `pdg`, `px`, `py`, `pz` in MeV),
/// up to `most` events. Errors: Error(failed) for a damaged file or an event without primaries.
[[nodiscard]] ReferenceEvents read_reference_events(const std::filesystem::path& path,
                                                    std::optional<std::uint64_t> most);

/// Rows for all events and for each class. Both sides have the same primaries, so the error is that of the differences,
/// by leaving out one of 32 groups of events at a time.
[[nodiscard]] std::vector<Comparison> compare_events(const ReferenceEvents& reference,
                                                     const std::vector<VoxelMeasures>& engine);

/// Transports the events with `engine` on `threads` threads and compares.
[[nodiscard]] std::vector<Comparison> validate_events(const ReferenceEvents& reference, const transport::Engine& engine,
                                                      unsigned threads);

}  // namespace wirebench::validation
