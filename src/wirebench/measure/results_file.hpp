/// \file results.jsonl: one result row a line.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

/// All rows in the order of the file. An unfinished last line is left out with a warning.
/// Errors: Error(usage) when the file is not there, Error(failed) naming the line for any other damage.
[[nodiscard]] std::vector<ResultRow> read_results(const std::filesystem::path& path, const Log& log);

/// Replaces the whole file, atomically.
void write_results(const std::filesystem::path& path, std::span<const ResultRow> rows);

}  // namespace wirebench::measure
