/// \file Reads tables of comma-separated values with a header line and `#` comments.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "wirebench/core/error.hpp"

namespace wirebench::validation {

struct CsvRow {
  std::size_t line = 0;  ///< in the file, from 1
  std::vector<std::string> cells;
};

/// A whole small table, at most 8 MiB and 1000 columns. Every row has as many cells as the header; no quoting.
class Csv {
 public:
  /// Errors: Error(usage) when missing; Error(failed) when larger, and with the line when a row has another number of
  /// cells or there is no header.
  explicit Csv(const std::filesystem::path& path);

  [[nodiscard]] const std::vector<std::string>& comments() const noexcept { return comments_; }
  [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
  /// False when the last line has no end: the file may be cut short.
  [[nodiscard]] bool ends_whole() const noexcept { return ends_whole_; }
  [[nodiscard]] std::size_t header_line() const noexcept { return header_line_; }
  [[nodiscard]] const std::vector<CsvRow>& rows() const noexcept { return rows_; }

  /// Position of a column. Errors: Error(failed) with the columns there are.
  [[nodiscard]] std::size_t column(std::string_view name) const;
  [[nodiscard]] bool has_column(std::string_view name) const noexcept;
  /// A cell as a number. Errors: Error(failed) with the line.
  [[nodiscard]] double number(const CsvRow& row, std::size_t column) const;
  /// The same for a number from `low` to `high`.
  [[nodiscard]] double number(const CsvRow& row, std::size_t column, double low, double high) const;

  [[nodiscard]] Error error(std::size_t line, const std::string& what, const std::string& why) const;

 private:
  std::string path_;
  std::vector<std::string> comments_;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  bool ends_whole_ = true;
  std::vector<CsvRow> rows_;
};

}  // namespace wirebench::validation
