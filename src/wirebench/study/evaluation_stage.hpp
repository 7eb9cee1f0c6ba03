/// \file Stage: accuracy of every form on every target, on the validation images.
#pragma once

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// Evaluates every row of `network` that was not evaluated before; keeps predictions/<row>.csv. A row whose runtime is
/// absent or fails is left without accuracy; its reason is recorded.
void run_evaluation_stage(RunContext& run, const NetworkChoice& network);

/// Name of the stage of one row in the cache; its facts are {"accuracy": ..., "input_shape": ...} or {"reason": ...}.
[[nodiscard]] std::string evaluation_stage_name(const std::string& row);

}  // namespace wirebench::study
