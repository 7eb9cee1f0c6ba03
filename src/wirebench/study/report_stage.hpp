/// \file Stage: the report, from what the run directory holds.
#pragma once

#include <filesystem>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"

namespace wirebench::study {

/// The study a run directory holds, as resolved. Errors: Error(usage) when `folder` is no finished run.
[[nodiscard]] Json recorded_study(const std::filesystem::path& folder);

/// Writes report/ of a run directory from results.jsonl, histories, predictions and images; returns its index.html.
/// Reads nothing else, so it can be repeated on any machine. Errors: those of recorded_study() and
/// report::write_report().
std::filesystem::path write_run_report(const std::filesystem::path& folder, const Log& log);

}  // namespace wirebench::study
