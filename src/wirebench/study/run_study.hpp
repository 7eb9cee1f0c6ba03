/// \file A whole study: every stage in order, each skipped when it is done already.
#pragma once

#include <cstdint>
#include <filesystem>

#include "wirebench/core/json.hpp"
#include "wirebench/core/log.hpp"
#include "wirebench/study/study_options.hpp"

namespace wirebench::study {

struct RunSummary {
  std::uint64_t rows = 0;
  std::uint64_t measured = 0;
  std::uint64_t not_measured = 0;  ///< declared absent, with a reason
  std::uint64_t failed = 0;
  std::filesystem::path report;  ///< index.html
};

/// {"rows", "measured", "not_measured", "failed", "report"}.
[[nodiscard]] Json to_json(const RunSummary& summary);

/// Runs `options` in the directory `folder` (made when it is not there) and resumes what an earlier, interrupted run
/// left. Errors: those of the stages; Error(failed) when another process is running a study in that directory.
[[nodiscard]] RunSummary run_study(const StudyOptions& options, const std::filesystem::path& folder, const Log& log);

/// Writes the report of a run directory again from what was measured. Errors: Error(usage) when it is no run directory;
/// Error(failed) when another process is running a study in it.
[[nodiscard]] RunSummary report_run(const std::filesystem::path& folder, const Log& log);

}  // namespace wirebench::study
