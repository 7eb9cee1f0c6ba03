/// \file Stage: the report, from what the run directory holds.
#pragma once

#include <filesystem>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::study {

/// Writes report/ of a run directory from results.jsonl, histories, predictions and images; returns its index.html.
/// Reads nothing else, so it can be repeated on any machine. Errors: Error(usage) when `folder` is no finished run.
std::filesystem::path write_run_report(const std::filesystem::path& folder, const Log& log);

}  // namespace wirebench::study
