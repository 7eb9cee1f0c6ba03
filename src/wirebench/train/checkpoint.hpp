/// \file Everything needed to go on with a training, in one HDF5 file; the last two of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/core/outcome.hpp"
#include "wirebench/train/history.hpp"

namespace wirebench::train {

/// Where a training stands within an epoch, and what has been counted in it so far.
struct EpochProgress {
  std::uint64_t steps = 0;  ///< done; 0 = the epoch has not begun
  double loss = 0.0;        ///< sum over the images
  std::uint64_t correct = 0;
  std::uint64_t images = 0;
  double seconds = 0.0;  ///< of training
  double waited = 0.0;   ///< of these, for images
  bool operator==(const EpochProgress&) const = default;
};

/// A training after some steps. All random choices follow from (seed, epoch, position), so there is no generator state
/// to keep; what early stopping knows follows from the history.
struct Checkpoint {
  std::string configuration;  ///< digest of options, network and dataset
  std::uint64_t optimizer_steps = 0;
  std::vector<EpochRecord> history;         ///< of the epochs done
  EpochProgress progress;                   ///< of the one after them
  std::vector<float> parameters;            ///< all parameters, one after the other
  std::vector<float> statistics;            ///< all moving means and variances
  std::vector<std::vector<float>> moments;  ///< of the optimiser
  std::vector<float> average;          ///< moving average of the parameters, then of the statistics; empty without one
  std::vector<float> best_parameters;  ///< of the best epoch so far; empty where none is chosen
  std::vector<float> best_statistics;
};

/// The same without copies, for writing.
struct CheckpointView {
  std::string configuration;
  std::uint64_t optimizer_steps = 0;
  std::span<const EpochRecord> history;
  EpochProgress progress;
  std::vector<std::span<const float>> parameters;
  std::vector<std::span<const float>> statistics;
  std::span<const std::vector<float>> moments;
  std::span<const float> average;
  std::span<const float> best_parameters;
  std::span<const float> best_statistics;
};

/// Replaces `path` when everything is on disk; what was there before becomes `previous_checkpoint(path)`. At no moment
/// is there less than one whole checkpoint. The file holds /parameters, /statistics, /moments/0.., /average,
/// /best_parameters, /best_statistics, /history and /progress (JSON) and the attributes format, configuration,
/// optimizer_steps, digest (SHA-256 over all of it).
void write_checkpoint(const std::filesystem::path& path, const CheckpointView& checkpoint);

/// "checkpoint.h5" -> "checkpoint.previous.h5".
[[nodiscard]] std::filesystem::path previous_checkpoint(const std::filesystem::path& path);

/// Reads and verifies. Absent, with the reason, when the file is not there, not a checkpoint, truncated or changed:
/// a damaged checkpoint is never used.
[[nodiscard]] Outcome<Checkpoint> read_checkpoint(const std::filesystem::path& path);

/// The checkpoint at `path`, or, where that one is missing or damaged, the one before it. A damaged one is reported and
/// removed: it must not take the place of the other at the next write. Absent, with the reason, when neither can be
/// used.
[[nodiscard]] Outcome<Checkpoint> read_last_checkpoint(const std::filesystem::path& path, const Log& log);

}  // namespace wirebench::train
