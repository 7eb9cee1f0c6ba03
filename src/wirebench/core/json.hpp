/// \file JSON in and out (nlohmann's library; this header adds files, clear errors and strict reading).
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace wirebench {

/// Keeps the order keys were written in, so that files are stable and readable.
using Json = nlohmann::ordered_json;

/// Parses a whole file. Errors: Error(usage) with file, line and column when it is not JSON.
[[nodiscard]] Json read_json(const std::filesystem::path& path);

/// Parses text; `source` names it in errors.
[[nodiscard]] Json parse_json(std::string_view text, std::string_view source);

/// Writes indented JSON with a final newline, atomically. NaN and infinities become null (JSON has neither).
void write_json(const std::filesystem::path& path, const Json& value);

}  // namespace wirebench
