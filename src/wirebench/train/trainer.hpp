/// \file Training a network on a dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/dataset/reader.hpp"
#include "wirebench/graph/graph.hpp"
#include "wirebench/train/confusion.hpp"
#include "wirebench/train/executor.hpp"
#include "wirebench/train/history.hpp"
#include "wirebench/train/process_group.hpp"
#include "wirebench/train/training_options.hpp"

namespace wirebench::train {

/// Files of a training, in its folder.
namespace files {
inline constexpr const char* k_weights = "weights.weights.h5";  ///< graph::save_network
inline constexpr const char* k_checkpoint = "checkpoint.h5";    ///< the one before: previous_checkpoint()
inline constexpr const char* k_history = "history.csv";
inline constexpr const char* k_predictions = "predictions.csv";  ///< validation split
inline constexpr const char* k_confusion = "confusion.json";     ///< validation split
}  // namespace files

struct TrainingResult {
  graph::Graph graph;                        ///< with the trained weights, those of `kept_epoch`
  std::vector<EpochRecord> history;          ///< of all epochs, also those of earlier calls
  ConfusionMatrix confusion;                 ///< validation split, computed in float32
  Precision precision = Precision::float32;  ///< used for training
  std::uint64_t parameter_count = 0;         ///< trainable values
  std::uint64_t checkpoint_bytes = 0;  ///< weights, statistics and optimiser state: what a training framework saves
  std::uint64_t weights_bytes = 0;
  double seconds = 0.0;             ///< sum over the epochs
  std::uint32_t resumed_after = 0;  ///< epochs found in the checkpoint; 0 = from the start
  std::uint64_t resumed_steps = 0;  ///< steps found of the epoch after them
  std::uint32_t kept_epoch = 0;     ///< whose weights are the result: the last, or the best where one is chosen
  std::filesystem::path folder;
};

/// Calls out of a training. Each may throw to stop it; the same call of train() then goes on from the last checkpoint.
struct TrainingCallbacks {
  /// After each epoch, when its checkpoint is on disk.
  std::function<void(const EpochRecord&)> after_epoch{};
  /// After each checkpoint: the epochs done, and the steps of the next one.
  std::function<void(std::uint32_t epochs, std::uint64_t steps)> after_checkpoint{};
};

/// Trains `graph` (its weights are the start) on the training split and measures it on the validation split after each
/// epoch; the test split is not touched. Goes on from the checkpoint in `folder` if it belongs to the same options,
/// network and dataset; the result is then the same, bit for bit, as without the interruption, at the same number of
/// threads on the same machine. A damaged checkpoint is reported and the one before it used; one of another
/// configuration is reported and not used. Errors: Error(usage) when images and network do not fit, a split is empty, a
/// class has no training images, the weights of the classes are not as many as the classes, or the images do not bear
/// an augmentation; Error(failed) when the loss or the weights stop being numbers, which no checkpoint is written of,
/// when memory does not suffice, or when files cannot be written. `group`: the processes that train together
/// (process_group.hpp), each calling this with the same arguments and the device of `group`; null: this one alone.
/// Batches and the validation images are divided among them; the first one writes, all return the same result.
/// Thread/device: one training at a time in a process; uses `options.threads` of the processor and `options.device`.
[[nodiscard]] TrainingResult train(const graph::Graph& graph, const dataset::DatasetReader& reader,
                                   const TrainingOptions& options, const std::filesystem::path& folder, const Log& log,
                                   const TrainingCallbacks& callbacks = {}, const ProcessGroup& group = {});

}  // namespace wirebench::train
