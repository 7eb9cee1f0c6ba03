/// \file results.jsonl: one result row a line, appended as they are measured.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

/// Appends one row and syncs it to disk; makes the file when it is not there. A line that a killed process left
/// unfinished is cut off first (with a warning). One process at a time. Errors: Error(failed).
void append_result(const std::filesystem::path& path, const ResultRow& row, const Log& log);

/// All rows in the order of the file. An unfinished last line is left out with a warning.
/// Errors: Error(usage) when the file is not there, Error(failed) naming the line for any other damage.
[[nodiscard]] std::vector<ResultRow> read_results(const std::filesystem::path& path, const Log& log);

/// Replaces the whole file, atomically.
void write_results(const std::filesystem::path& path, std::span<const ResultRow> rows);

}  // namespace wirebench::measure
