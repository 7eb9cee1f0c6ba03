/// \file Stage: one network trained, or its given weights taken over.
#pragma once

#include <string>

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// Leaves models/<network>/ with weights, history, checkpoint and the trainer's predictions. An interrupted training
/// goes on from its last checkpoint. Errors: those of train::train(); Error(missing) when wirebench was built without
/// torch and the study names no weights.
void run_training_stage(RunContext& run, const NetworkChoice& network);

/// Name of the stage in the cache; its facts are {"accuracy", "seconds", "checkpoint_bytes", "kept_epoch", "history",
/// "training_images", "validation_images", "judged_split", "image_size"}; the accuracy is that on the judged split.
[[nodiscard]] std::string training_stage_name(const std::string& network);

/// Changes with the images and with what the network is trained with (its seed too), or with the weights given.
[[nodiscard]] std::string training_stage_key(const RunContext& run, const NetworkChoice& network);

}  // namespace wirebench::study
