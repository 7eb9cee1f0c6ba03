/// \file A table as data: every quantity is put in once, the four renderers only print.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "wirebench/measure/result.hpp"

namespace wirebench::report {

enum class ColumnKind {
  words,     ///< text, left-aligned
  number,    ///< one number, right-aligned
  interval,  ///< an Estimate: value [low, high]; three columns in CSV
};

enum class Shown {
  everywhere,
  csv_only,  ///< for programs: what people read in the caption or in a spanning cell
};

struct Column {
  std::string key;    ///< name in CSV, with the unit: "median_ms"
  std::string title;  ///< for people, with the unit: "median (ms)"
  ColumnKind kind = ColumnKind::words;
  Shown shown = Shown::everywhere;
  /// A value of a group of rows: people see it in the group's first row only, programs in each.
  bool of_group = false;
};

/// One place in a table. Empty (a dash), words, a number or an estimate; an error of type against the column is a
/// contract broken.
struct Cell {
  std::variant<std::monostate, std::string, double, measure::Estimate> value;
  std::string text;  ///< what people see, when it is not the value in its usual form

  Cell() = default;
  Cell(std::string words) : value{std::move(words)} {}    // NOLINT(google-explicit-constructor)
  Cell(const char* words) : value{std::string{words}} {}  // NOLINT(google-explicit-constructor)
  Cell(double number, std::string shown) : value{number}, text{std::move(shown)} {}
  Cell(const measure::Estimate& e, std::string shown) : value{e}, text{std::move(shown)} {}
};

enum class Tone { normal, absent, failed };

struct Row {
  std::vector<Cell> cells;  ///< one a column, csv_only columns included
  Tone tone = Tone::normal;
  bool starts_group = true;
  /// For absent and failed rows: what people see instead of the cells from `reason_from` on.
  std::string reason;
  std::size_t reason_from = 0;  ///< column index
};

struct Table {
  std::string id;       ///< file name without its end: "table-3-latency-resnet50v2"
  std::string number;   ///< "Table 3"
  std::string caption;  ///< plain text
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< below the table, plain text
};

/// `value` with `digits` significant digits, never in exponent form between 1e-4 and 1e7; "-" for NaN.
[[nodiscard]] std::string significant(double value, int digits);

/// "11.20 [11.10, 11.35]": as many decimals as give the interval two significant digits (three to six in all). An
/// unbounded end is "-" ("too few samples"); without any end it is the value alone.
[[nodiscard]] std::string with_interval(const measure::Estimate& estimate);

/// What people see in a cell: its text, else its value.
[[nodiscard]] std::string shown_text(const Cell& cell);

[[nodiscard]] std::string to_markdown(const Table& table);
/// A float with a plain tabular; needs only graphicx (for wide tables).
[[nodiscard]] std::string to_latex(const Table& table);
/// RFC 4180, one header line, numbers in full precision, empty where there is none.
[[nodiscard]] std::string to_csv(const Table& table);
/// A <figure> with <table>, classes named in page.cpp's style sheet.
[[nodiscard]] std::string to_html(const Table& table);

}  // namespace wirebench::report
