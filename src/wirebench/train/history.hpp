/// \file What happened in each epoch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "wirebench/core/json.hpp"

namespace wirebench::train {

/// Losses in nats a image; accuracies 0 to 1. Training numbers are of the epoch's batches as they were trained on
/// (augmented, batch statistics, label smoothing in the loss); validation numbers are of the whole split afterwards,
/// without smoothing.
struct EpochRecord {
  std::uint32_t epoch = 0;     ///< 1 = first
  double learning_rate = 0.0;  ///< at the last step of the epoch
  double training_loss = 0.0;
  double training_accuracy = 0.0;
  double validation_loss = 0.0;
  double validation_accuracy = 0.0;
  double validation_balanced_accuracy = 0.0;
  double seconds = 0.0;            ///< training and validation, without the checkpoint
  double images_per_second = 0.0;  ///< training alone
  double waiting = 0.0;            ///< part of the training's time spent waiting for images to be read, 0 to 1
};

/// One line an epoch, columns as above, with a header line; replaced as a whole.
void write_history(const std::filesystem::path& path, std::span<const EpochRecord> history);

[[nodiscard]] Json to_json(const EpochRecord& record);
/// Errors: an nlohmann exception when a member is missing or of another type.
[[nodiscard]] EpochRecord epoch_record(const Json& json);

}  // namespace wirebench::train
