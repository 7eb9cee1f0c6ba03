/// \file Stage: accuracy of every form on every target, on the validation images.
#pragma once

#include <map>
#include <string>

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// What was found about one row: {"accuracy", "input_shape"}; {"reason"} where its runtime is absent; {"failure"} where
/// it was tried and failed (it is tried again by the next run).
using Evaluations = std::map<std::string, Json>;

/// Evaluates every row of `network` that was not evaluated before; keeps predictions/<row>.csv. Returns the rows by
/// name; forms that do not apply to a target have none.
[[nodiscard]] Evaluations run_evaluation_stage(RunContext& run, const NetworkChoice& network);

}  // namespace wirebench::study
