/// \file The learning rate over a training.
#pragma once

#include "wirebench/train/training_options.hpp"

namespace wirebench::train {

/// Rate after `progress` epochs (fractions count: 0.5 is half way through the first). Warm-up multiplies by
/// progress / warmup_epochs until it is over; cosine then falls over what is left of the training.
/// Valid for: 0 <= progress <= options.epochs.
/// Source: Loshchilov and Hutter, arXiv:1608.03983, equation 5, without restarts.
[[nodiscard]] double learning_rate(const TrainingOptions& options, double progress);

}  // namespace wirebench::train
