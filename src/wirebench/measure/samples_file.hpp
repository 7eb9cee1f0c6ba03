/// \file Raw latencies on disk: a CSV any tool reads, one file a row of results.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "wirebench/measure/raw_samples.hpp"

namespace wirebench::measure {

/// `<network>-<form>-<target>.csv` with every character that a file system or shell may mind replaced by '_'.
[[nodiscard]] std::string samples_file_name(std::string_view network, std::string_view form, std::string_view target);

/// Writes atomically. Three comment lines (format, system, ending with its reason), a header line, then
/// `round,position,kind,duration_ns` in the order the samples were taken. Errors: Error(failed).
void write_samples(const std::filesystem::path& path, const RawSamples& raw);

/// Reads what write_samples wrote. Errors: Error(usage) when it is not there; Error(failed) with the line otherwise.
[[nodiscard]] RawSamples read_samples(const std::filesystem::path& path);

}  // namespace wirebench::measure
