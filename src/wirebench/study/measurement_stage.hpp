/// \file Stage: latency of every form on every target; the targets of one form are timed in turns.
#pragma once

#include <string>
#include <vector>

#include "wirebench/measure/result.hpp"
#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// Measures the rows of `network` at the timed input size; keeps samples/<row>.csv. Returns one row for each form and
/// target: measured, declared absent or failed. Rows measured by an earlier run are returned as they were.
[[nodiscard]] std::vector<measure::ResultRow> run_measurement_stage(RunContext& run, const NetworkChoice& network);

}  // namespace wirebench::study
