/// \file When a training ends before its last epoch, and which epoch's weights it keeps.
#pragma once

#include <cstdint>
#include <span>

#include "wirebench/train/history.hpp"
#include "wirebench/train/training_options.hpp"

namespace wirebench::train {

/// What a history says.
struct StoppingVerdict {
  std::uint32_t best_epoch = 0;  ///< 1 = first; 0 before any, and where nothing chooses
  bool stop = false;             ///< `patience` epochs have passed since the best one
};

/// Follows from the history alone, so that a resumed training decides as an undisturbed one. The first epoch is the
/// best until another is better by more than `minimum_improvement`: a loss lower, a balanced accuracy higher. Source:
/// Prechelt, "Early stopping - but when?", in Neural Networks: Tricks of the Trade (1998); Keras' EarlyStopping with
/// restore_best_weights.
[[nodiscard]] StoppingVerdict judge_history(std::span<const EpochRecord> history, const TrainingOptions& options);

}  // namespace wirebench::train
