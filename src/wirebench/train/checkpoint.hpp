/// \file Everything needed to go on with a training, in one HDF5 file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/outcome.hpp"
#include "wirebench/train/history.hpp"

namespace wirebench::train {

/// A training after some whole epochs. All random choices follow from (seed, epoch, position), so there is no generator
/// state to keep.
struct Checkpoint {
  std::string configuration;  ///< digest of options, network and dataset
  std::uint64_t optimizer_steps = 0;
  std::vector<EpochRecord> history;         ///< of the epochs done
  std::vector<float> parameters;            ///< all parameters, one after the other
  std::vector<float> statistics;            ///< all moving means and variances
  std::vector<std::vector<float>> moments;  ///< of the optimiser
};

/// The same without copies, for writing.
struct CheckpointView {
  std::string configuration;
  std::uint64_t optimizer_steps = 0;
  std::span<const EpochRecord> history;
  std::vector<std::span<const float>> parameters;
  std::vector<std::span<const float>> statistics;
  std::span<const std::vector<float>> moments;
};

/// Replaces `path` when everything is on disk. The file holds /parameters, /statistics, /moments/0.., /history (JSON)
/// and the attributes format, configuration, optimizer_steps, digest (SHA-256 over all of it).
void write_checkpoint(const std::filesystem::path& path, const CheckpointView& checkpoint);

/// Reads and verifies. Absent, with the reason, when the file is not there, not a checkpoint, truncated or changed:
/// a damaged checkpoint is never used.
[[nodiscard]] Outcome<Checkpoint> read_checkpoint(const std::filesystem::path& path);

}  // namespace wirebench::train
