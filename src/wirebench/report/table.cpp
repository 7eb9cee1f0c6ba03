#include "wirebench/report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/report/escape.hpp"

namespace wirebench::report {
namespace {

using measure::Estimate;

constexpr const char* k_dash = "\u2013";
constexpr std::size_t k_wide = 8;  // more columns than this are shrunk to the page in LaTeX

std::string fixed(double value, int decimals) {
  if (std::isnan(value)) return k_dash;
  if (std::isinf(value)) return k_dash;
  return fmt::format("{:.{}f}", value, decimals);
}

bool visible(const Column& column) {
  return column.shown == Shown::everywhere;
}

bool left_aligned(const Column& column) {
  return column.kind == ColumnKind::words;
}

/// What people see of one row: visible cells, the spanning reason last.
struct VisibleCell {
  std::string text;
  const Column* column = nullptr;
  std::size_t span = 1;
  bool reason = false;
  bool repeated = false;  ///< a group's value, already shown above
};

std::vector<VisibleCell> visible_cells(const Table& table, const Row& row) {
  WIREBENCH_EXPECT(row.cells.size() == table.columns.size());
  std::vector<VisibleCell> cells;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (!visible(column)) continue;
    if (!row.reason.empty() && i >= row.reason_from) {
      if (!cells.empty() && cells.back().reason)
        ++cells.back().span;
      else
        cells.push_back({row.reason, &column, 1, true, false});
      continue;
    }
    const bool repeated = column.of_group && !row.starts_group;
    cells.push_back({repeated ? "" : shown_text(row.cells[i]), &column, 1, false, repeated});
  }
  return cells;
}

std::string full_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
}

}  // namespace

std::string significant(double value, int digits) {
  WIREBENCH_EXPECT(digits >= 1);
  if (!std::isfinite(value)) return k_dash;
  if (value == 0.0) return "0";
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  // Rounding may carry into the next power of ten (9.996 to 10.00): format again with the exponent it has then.
  const double rounded = std::stod(fmt::format("{:.{}e}", value, digits - 1));
  const int carried = static_cast<int>(std::floor(std::log10(std::abs(rounded)) + 1e-12));
  return fixed(rounded, std::clamp(digits - 1 - std::max(exponent, carried), 0, 12));
}

std::string with_interval(const Estimate& e) {
  if (std::isnan(e.value)) return k_dash;
  const double low = std::isfinite(e.low) ? e.value - e.low : 0.0;
  const double high = std::isfinite(e.high) ? e.high - e.value : 0.0;
  const double reach = std::max(low, high);
  if (!std::isfinite(e.low) && !std::isfinite(e.high)) return significant(e.value, 3);
  int decimals = 6;
  if (reach > 0) decimals = 1 - static_cast<int>(std::floor(std::log10(reach)));
  if (e.value != 0) {
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(e.value))));
    decimals = std::clamp(decimals, 2 - exponent, 5 - exponent);
  }
  decimals = std::clamp(decimals, 0, 9);
  return fmt::format("{} [{}, {}]", fixed(e.value, decimals), fixed(e.low, decimals), fixed(e.high, decimals));
}

std::string shown_text(const Cell& cell) {
  if (!cell.text.empty()) return cell.text;
  if (const auto* words = std::get_if<std::string>(&cell.value)) return words->empty() ? k_dash : *words;
  if (const auto* number = std::get_if<double>(&cell.value)) return significant(*number, 4);
  if (const auto* estimate = std::get_if<Estimate>(&cell.value)) return with_interval(*estimate);
  return k_dash;
}

std::string to_markdown(const Table& table) {
  std::string out = fmt::format("**{}.** {}\n\n|", table.number, markdown_escaped(table.caption));
  std::string rule = "|";
  for (const Column& column : table.columns) {
    if (!visible(column)) continue;
    out += fmt::format(" {} |", markdown_escaped(column.title));
    rule += left_aligned(column) ? " :-- |" : " --: |";
  }
  out += '\n' + rule + '\n';
  for (const Row& row : table.rows) {
    out += '|';
    for (const VisibleCell& cell : visible_cells(table, row)) {
      out += ' ' + markdown_escaped(cell.text) + " |";
      for (std::size_t i = 1; i < cell.span; ++i) out += "  |";
    }
    out += '\n';
  }
  for (const std::string& note : table.notes) out += "\n" + markdown_escaped(note) + "\n";
  return out;
}

std::string to_latex(const Table& table) {
  std::string columns;
  std::string head;
  std::size_t count = 0;
  for (const Column& column : table.columns) {
    if (!visible(column)) continue;
    columns += left_aligned(column) ? 'l' : 'r';
    // Headers are set in a small box of two lines: the unit below the name.
    const auto bracket = column.title.rfind(" (");
    const std::string name = latex_escaped(column.title.substr(0, bracket));
    const std::string unit = bracket == std::string::npos ? "" : latex_escaped(column.title.substr(bracket + 1));
    head += fmt::format("{}\\begin{{tabular}}[b]{{@{{}}{}@{{}}}}{}{}\\end{{tabular}}", count == 0 ? "" : " & ",
                        left_aligned(column) ? 'l' : 'r', name, unit.empty() ? "" : "\\\\" + unit);
    ++count;
  }
  std::string body;
  bool first = true;
  for (const Row& row : table.rows) {
    if (row.starts_group && !first) body += "\\hline\n";
    first = false;
    std::string line;
    bool leftmost = true;
    for (const VisibleCell& cell : visible_cells(table, row)) {
      if (!leftmost) line += " & ";
      leftmost = false;
      const std::string text = latex_escaped(cell.text);
      line += cell.reason ? fmt::format("\\multicolumn{{{}}}{{p{{{}cm}}}}{{\\raggedright\\textit{{{}}}}}", cell.span,
                                        std::min<std::size_t>(2 * cell.span, 14), text)
                          : text;
    }
    // A line that starts with '[' would be read as the optional argument of the line end before it.
    if (line.starts_with('[') || line.starts_with('*')) body += "{}";
    body += line + " \\\\\n";
  }
  std::string tabular = fmt::format("\\begin{{tabular}}{{{}}}\n\\hline\n{} \\\\\n\\hline\n{}\\hline\n\\end{{tabular}}",
                                    columns, head, body);
  if (count > k_wide) tabular = fmt::format("\\resizebox{{\\linewidth}}{{!}}{{%\n{}}}", tabular);
  std::string out = "% Needs \\usepackage[T1]{fontenc} and, for wide tables, \\usepackage{graphicx}.\n";
  out += fmt::format("\\begin{{table}}[htbp]\n\\centering\n\\caption{{{}}}\n\\label{{tab:{}}}\n\\small\n{}\n",
                     latex_escaped(table.caption), table.id, tabular);
  if (!table.notes.empty()) {
    out += "\n\\smallskip\n\\begin{minipage}{\\linewidth}\\footnotesize\n";
    for (const std::string& note : table.notes) out += latex_escaped(note) + "\\par\n";
    out += "\\end{minipage}\n";
  }
  return out + "\\end{table}\n";
}

std::string to_csv(const Table& table) {
  std::vector<std::string> fields;
  for (const Column& column : table.columns) {
    fields.push_back(csv_escaped(column.key));
    if (column.kind == ColumnKind::interval) {
      fields.push_back(csv_escaped(column.key + "_low"));
      fields.push_back(csv_escaped(column.key + "_high"));
    }
  }
  std::string out = fmt::format("{}\n", fmt::join(fields, ","));
  for (const Row& row : table.rows) {
    WIREBENCH_EXPECT(row.cells.size() == table.columns.size());
    fields.clear();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& value = row.cells[i].value;
      if (const auto* words = std::get_if<std::string>(&value))
        fields.push_back(csv_escaped(*words));
      else if (const auto* number = std::get_if<double>(&value))
        fields.push_back(full_number(*number));
      else if (const auto* e = std::get_if<Estimate>(&value)) {
        fields.push_back(full_number(e->value));
        fields.push_back(full_number(e->low));
        fields.push_back(full_number(e->high));
        WIREBENCH_ASSERT(table.columns[i].kind == ColumnKind::interval);
        continue;
      } else {
        fields.emplace_back();
      }
      if (table.columns[i].kind == ColumnKind::interval) {
        fields.emplace_back();
        fields.emplace_back();
      }
    }
    out += fmt::format("{}\n", fmt::join(fields, ","));
  }
  return out;
}

std::string to_html(const Table& table) {
  std::string out = fmt::format(
      "<figure class=\"table\" id=\"{}\">\n<figcaption><b>{}.</b> {}</figcaption>\n"
      "<div class=\"scroll\"><table>\n<thead><tr>",
      html_escaped(table.id), html_escaped(table.number), html_escaped(table.caption));
  for (const Column& column : table.columns) {
    if (!visible(column)) continue;
    out += fmt::format("<th scope=\"col\"{}>{}</th>", left_aligned(column) ? " class=\"words\"" : "",
                       html_escaped(column.title));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const Row& row : table.rows) {
    std::string classes = row.tone == Tone::absent ? "absent" : row.tone == Tone::failed ? "failed" : "";
    if (row.starts_group) classes += classes.empty() ? "group" : " group";
    out += classes.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", classes);
    for (const VisibleCell& cell : visible_cells(table, row)) {
      if (cell.reason) {
        out += fmt::format("<td class=\"reason\" colspan=\"{}\">{}</td>", cell.span, html_escaped(cell.text));
      } else {
        out +=
            fmt::format("<td{}>{}</td>", left_aligned(*cell.column) ? " class=\"words\"" : "", html_escaped(cell.text));
      }
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
  for (const std::string& note : table.notes) out += fmt::format("<p class=\"note\">{}</p>\n", html_escaped(note));
  return out + "</figure>\n";
}

}  // namespace wirebench::report
