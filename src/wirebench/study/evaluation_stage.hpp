/// \file Stage: every form on every target judged on the images of judged_split(), and the boosted trees beside them.
#pragma once

#include <map>
#include <string>

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// What was found about one row: {"accuracy", "split", "input_shape"}; {"reason"} where its runtime is absent;
/// {"failure"} where it was tried and failed (it is tried again by the next run).
using Evaluations = std::map<std::string, Json>;

/// Evaluates every row of `network` that was not evaluated before; keeps predictions/<row>.csv and what was made of
/// it in predictions/<row>.metrics.json. Returns the rows by name; forms that do not apply to a target have none.
[[nodiscard]] Evaluations run_evaluation_stage(RunContext& run, const NetworkChoice& network);

/// Trains and applies the boosted trees of a study that asks for them and keeps their predictions; does nothing
/// otherwise. Facts of the stage: BoostedTreesResult::facts, or {"reason"} where scikit-learn is absent.
void run_boosted_trees_stage(RunContext& run);

/// Name of that stage in the cache.
inline constexpr const char* k_boosted_trees_stage = "boosted trees";

}  // namespace wirebench::study
