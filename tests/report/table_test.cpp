#include "wirebench/report/table.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "report/csv_reader.hpp"

namespace wirebench::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double k_infinity = std::numeric_limits<double>::infinity();
constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr const char* k_dash = "\u2013";

TEST(Significant, DigitsAndCarry) {
  EXPECT_EQ(significant(0, 3), "0");
  EXPECT_EQ(significant(12.3456, 3), "12.3");
  EXPECT_EQ(significant(0.00123456, 3), "0.00123");
  EXPECT_EQ(significant(9.996, 3), "10.0");
  EXPECT_EQ(significant(99999, 3), "100000");
  EXPECT_EQ(significant(-5.55, 2), "-5.5");
  EXPECT_EQ(significant(k_nan, 3), k_dash);
  EXPECT_EQ(significant(k_infinity, 3), k_dash);
}

TEST(WithInterval, TwoDigitsOfTheHalfWidth) {
  EXPECT_EQ(with_interval({11.2345, 11.1345, 11.3345}), "11.23 [11.13, 11.33]");
  EXPECT_EQ(with_interval({36.2, 34.0, 39.9}), "36.2 [34.0, 39.9]");
  EXPECT_EQ(with_interval({6102.4, 5900.0, 6300.0}), "6102 [5900, 6300]");
  EXPECT_EQ(with_interval({5.0, 5.0, 5.0}), "5.00000 [5.00000, 5.00000]");
}

TEST(WithInterval, UnboundedSidesAreSeen) {
  EXPECT_EQ(with_interval({14.0, 12.8, k_infinity}), std::string{"14.0 [12.8, "} + k_dash + "]");
  EXPECT_EQ(with_interval({14.0, -k_infinity, k_infinity}), "14.0");
  EXPECT_EQ(with_interval({k_nan, k_nan, k_nan}), k_dash);
}

constexpr const char* k_nasty = R"(x & <b> | _%$#{}~^\ "q")";

Table example() {
  Table table;
  table.id = "table-9-example";
  table.number = "Table 9";
  table.caption = std::string{"Caption "} + k_nasty;
  table.columns = {{"form", "form", ColumnKind::words, Shown::everywhere, true},
                   {"target", "target", ColumnKind::words},
                   {"median_ms", "median (ms)", ColumnKind::interval},
                   {"n", "queries (n)", ColumnKind::number},
                   {"status", "status", ColumnKind::words, Shown::csv_only}};
  Row first;
  first.cells = {"F", "one", Cell{measure::Estimate{1.0 / 3.0, 0.25, k_infinity}, "a third"}, Cell{7.0, "7"},
                 "measured"};
  Row second;
  second.cells = {"F", k_nasty, Cell{}, Cell{}, "failed"};
  second.starts_group = false;
  second.tone = Tone::failed;
  second.reason = std::string{"failed: "} + k_nasty;
  second.reason_from = 2;
  table.rows = {first, second};
  table.notes = {std::string{"note "} + k_nasty};
  return table;
}

TEST(ToCsv, NumbersComeBackExactly) {
  const auto rows = csv_rows(to_csv(example()));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(std::stod(rows[0].at("median_ms")), 1.0 / 3.0);
  EXPECT_EQ(rows[0].at("median_ms_low"), "0.25");
  EXPECT_EQ(rows[0].at("median_ms_high"), "");
  EXPECT_EQ(rows[0].at("n"), "7");
  EXPECT_EQ(rows[1].at("form"), "F") << "a group's value is in each record";
  EXPECT_EQ(rows[1].at("target"), k_nasty);
  EXPECT_EQ(rows[1].at("median_ms"), "");
  EXPECT_EQ(rows[1].at("median_ms_high"), "");
  EXPECT_EQ(rows[1].at("status"), "failed");
}

TEST(ToHtml, EscapesAndSpansTheReason) {
  const std::string html = to_html(example());
  EXPECT_THAT(html, HasSubstr("x &amp; &lt;b&gt; | _%$#{}~^\\ &quot;q&quot;"));
  EXPECT_THAT(html, Not(HasSubstr("<b> |")));
  EXPECT_THAT(html, HasSubstr("<td class=\"reason\" colspan=\"2\">failed: "));
  EXPECT_THAT(html, HasSubstr("<tr class=\"failed\"><td class=\"words\"></td>"));
  EXPECT_THAT(html, HasSubstr(">a third<"));
  EXPECT_THAT(html, Not(HasSubstr(">status<")));
}

TEST(ToMarkdown, EveryLineHasTheSameNumberOfCells) {
  const std::string text = to_markdown(example());
  std::size_t lines = 0;
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = text.find('\n', from);
    const std::string line = text.substr(from, end - from);
    from = end + 1;
    if (!line.starts_with('|')) continue;
    ++lines;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
    EXPECT_EQ(bars, 5U) << line;
  }
  EXPECT_EQ(lines, 4U);
}

TEST(ToLatex, EscapesAndCountsColumns) {
  const std::string text = to_latex(example());
  EXPECT_THAT(
      text,
      HasSubstr(
          R"(x \& \textless{}b\textgreater{} \textbar{} \_\%\$\#\{\}\textasciitilde{}\textasciicircum{}\textbackslash{})"));
  EXPECT_THAT(text, HasSubstr("\\begin{tabular}{llrr}"));
  EXPECT_THAT(text, HasSubstr("\\multicolumn{2}{p{4cm}}"));
  EXPECT_THAT(text, HasSubstr("F & one & a third & 7 \\\\"));
}

}  // namespace
}  // namespace wirebench::report
