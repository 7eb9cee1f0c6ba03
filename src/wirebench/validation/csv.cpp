#include "wirebench/validation/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "wirebench/core/atomic_file.hpp"

namespace wirebench::validation {
namespace {

// Beyond these a file is not a reference table; reading it would take memory in multiples of its size.
constexpr std::size_t k_most_bytes = std::size_t{8} << 20U;
constexpr std::size_t k_most_columns = 1000;

/// Stops one cell after the most that are read.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    const auto comma = line.find(',');
    cells.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos || cells.size() > k_most_columns) return cells;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

Csv::Csv(const std::filesystem::path& path) : path_{path.string()} {
  const std::string text = read_file(path, k_most_bytes);
  ends_whole_ = text.empty() || text.back() == '\n';
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line{text.data() + at, end - at};
    at = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.starts_with('#')) {
      comments_.emplace_back(line);
    } else if (header_.empty()) {
      header_ = cells_of(line);
      header_line_ = number;
      if (header_.size() > k_most_columns) {
        throw error(number, "too many columns", fmt::format("a table has at most {}", k_most_columns));
      }
    } else {
      rows_.push_back({number, cells_of(line)});
      if (rows_.back().cells.size() != header_.size()) {
        const bool is_cut = at > text.size();  // beyond the last line, which has no end
        throw error(number, is_cut ? "file cut short" : "wrong number of values",
                    fmt::format("{}{} values, the header has {}",
                                rows_.back().cells.size() > k_most_columns ? "more than " : "",
                                std::min(rows_.back().cells.size(), k_most_columns), header_.size()));
      }
    }
  }
  if (header_.empty()) throw error(1, "empty table", "it has no header line");
}

bool Csv::has_column(std::string_view name) const noexcept {
  return std::find(header_.begin(), header_.end(), name) != header_.end();
}

std::size_t Csv::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found == header_.end()) {
    throw error(header_line_, fmt::format("missing column '{}'", name),
                fmt::format("the columns are {}", fmt::join(header_, ", ")));
  }
  return static_cast<std::size_t>(found - header_.begin());
}

double Csv::number(const CsvRow& row, std::size_t column) const {
  const std::string& cell = row.cells[column];
  double value = 0.0;
  const auto result = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (result.ec != std::errc{} || result.ptr != cell.data() + cell.size() || !std::isfinite(value)) {
    throw error(row.line, "not a number", fmt::format("'{}' in column '{}'", cell, header_[column]));
  }
  return value;
}

double Csv::number(const CsvRow& row, std::size_t column, double low, double high) const {
  const double value = number(row, column);
  if (!(value >= low && value <= high)) {
    throw error(row.line, "out of range",
                fmt::format("{:g} in column '{}', which goes from {:g} to {:g}", value, header_[column], low, high));
  }
  return value;
}

Error Csv::error(std::size_t line, const std::string& what, const std::string& why) const {
  return {ErrorKind::failed, {what, fmt::format("{}:{}", path_, line), why, ""}};
}

}  // namespace wirebench::validation
