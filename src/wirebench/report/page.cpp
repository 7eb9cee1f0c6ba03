#include "wirebench/report/page.hpp"

#include <fmt/format.h>

#include "wirebench/report/escape.hpp"
#include "wirebench/report/summary.hpp"

namespace wirebench::report {
namespace {

// Colours have a light and a dark set; figures stay on white in both, as in print.
constexpr const char* k_style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #57606a; --paper: #ffffff; --line: #d0d7de; --band: #f6f8fa;
  --accent: #0b5394; --absent: #6e7781; --failed: #a40e26; --failed-band: #fff1f1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9aa4af; --paper: #0f1318; --line: #343b44;
  --band: #181d24; --accent: #79b8ff; --absent: #8b949e; --failed: #ff9a92; --failed-band: #2b1719; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 86rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.5rem 0 0.25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
p.under { color: var(--faint); margin: 0 0 1rem; }
nav a { margin-right: 1.1rem; color: var(--accent); }
p, li { max-width: 62rem; }
li { margin: 0.25rem 0; }
figure { margin: 1.5rem 0 2rem; }
figcaption { max-width: 62rem; margin-bottom: 0.5rem; }
div.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.8rem; font-variant-numeric: tabular-nums; width: 100%; }
th { text-align: right; vertical-align: bottom; font-weight: 600; padding: 0.35rem 0.4rem;
  border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); }
td { text-align: right; vertical-align: top; padding: 0.22rem 0.4rem; white-space: nowrap; }
th.words, td.words { text-align: left; }
td.reason { white-space: normal; }
td.words { padding-right: 0.8rem; }
tr.group > td { border-top: 1px solid var(--line); }
tbody tr:first-child > td { border-top: 0; }
tbody tr:last-child > td { border-bottom: 2px solid var(--ink); }
td.reason { text-align: left; font-style: italic; color: var(--absent); }
tr.failed td.reason { color: var(--failed); background: var(--failed-band); }
p.note { font-size: 0.83rem; color: var(--faint); margin: 0.35rem 0 0; }
figure.picture img { width: 100%; height: auto; max-width: 68rem; background: #ffffff; border: 1px solid var(--line);
  border-radius: 4px; display: block; }
figure.picture figcaption { margin-top: 0.4rem; font-size: 0.9rem; }
div.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1rem; }
div.grid figure { margin: 0; }
a { color: var(--accent); }
pre { background: var(--band); border: 1px solid var(--line); border-radius: 4px; padding: 0.75rem; overflow-x: auto;
  font-size: 0.8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; }
dt { color: var(--faint); } dd { margin: 0; }
@media print { main { max-width: none; } table { font-size: 0.6rem; } figure { break-inside: avoid; } }
)css";

std::string list(std::span<const std::string> sentences) {
  std::string out = "<ul>\n";
  for (const std::string& sentence : sentences) out += "<li>" + html_escaped(sentence) + "</li>\n";
  return out + "</ul>\n";
}

std::string picture(const DrawnFigure& drawn, std::size_t number) {
  const auto& script = drawn.figure.script;
  return fmt::format(
      "<figure class=\"picture\" id=\"{0}\"><img alt=\"{1}\" width=\"{2}\" height=\"{3}\" "
      "src=\"data:image/svg+xml;base64,{4}\">\n<figcaption><b>Figure {5}.</b> {1} "
      "<a href=\"figures/{0}.pdf\">PDF</a> <a href=\"figures/{0}.png\">PNG</a> <a href=\"figures/{0}.svg\">SVG</a> "
      "<a href=\"figures/src/{0}.gp\">script</a></figcaption></figure>\n",
      html_escaped(script.stem), html_escaped(drawn.figure.caption), script.width, script.height, base64(drawn.svg),
      number);
}

std::string scalar_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string definitions(const Json& object) {
  std::string out = "<dl>\n";
  if (object.is_object()) {
    for (const auto& item : object.items()) {
      if (item.value().is_structured()) continue;
      out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_escaped(item.key()), html_escaped(scalar_text(item.value())));
    }
  }
  return out + "</dl>\n";
}

std::string host_line(const ReportInput& input) {
  const auto part = [&](const char* key) {
    return input.host.is_object() && input.host.contains(key) ? scalar_text(input.host[key]) : std::string{"unknown"};
  };
  return fmt::format("study {}, seed {}, measured on {} ({} cores seen)", input.study_name, input.seed, part("cpu"),
                     part("cores"));
}

constexpr const char* k_caveats_title = "How to read the published figures";

}  // namespace

std::string html_page(const ReportInput& input, std::span<const Table> tables, std::span<const DrawnFigure> figures) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<main>\n<h1>{}</h1>\n<p class=\"under\">{}</p>\n",
      html_escaped(input.title), k_style, html_escaped(input.title), html_escaped(host_line(input)));
  out +=
      "<nav><a href=\"#summary\">Summary</a><a href=\"#method\">How it was measured</a><a href=\"#tables\">Tables</a>"
      "<a href=\"#figures\">Figures</a><a href=\"#provenance\">Provenance</a></nav>\n";
  out += "<h2 id=\"summary\">Summary</h2>\n" + list(summary_of(input));
  out += "<h2 id=\"method\">How it was measured</h2>\n" + list(methods_of(input));
  if (!input.published.rows.empty()) {
    out += fmt::format("<h3>{}</h3>\n<p>Source: {}.</p>\n", k_caveats_title, html_escaped(input.published.citation));
    out += list(input.published.caveats);
  }
  out += "<h2 id=\"tables\">Tables</h2>\n";
  for (const Table& table : tables) {
    out += to_html(table);
    out += fmt::format(
        "<p class=\"note\">This table as <a href=\"{0}.csv\">CSV</a>, <a href=\"{0}.md\">Markdown</a>, "
        "<a href=\"{0}.tex\">LaTeX</a>.</p>\n",
        html_escaped(table.id));
  }
  out += "<h2 id=\"figures\">Figures</h2>\n";
  std::string small;
  std::size_t number = 0;
  for (const DrawnFigure& drawn : figures) {
    ++number;
    (is_square(drawn.figure.kind) ? small : out) += picture(drawn, number);
  }
  if (!small.empty()) out += "<div class=\"grid\">\n" + small + "</div>\n";
  if (figures.empty()) out += "<p>This run kept nothing to draw.</p>\n";
  out += "<h2 id=\"provenance\">Provenance</h2>\n<h3>Machine</h3>\n" + definitions(input.host);
  out += "<h3>Builds</h3>\n" + list(origins_of(input));
  out += "<h3>Program that wrote this report</h3>\n" + definitions(input.provenance);
  if (input.provenance.is_object() && input.provenance.contains("configuration")) {
    out += "<details><summary>Configuration of the study</summary>\n<pre>" +
           html_escaped(input.provenance["configuration"].dump(2, ' ', false, Json::error_handler_t::replace)) +
           "</pre></details>\n";
  }
  return out + "</main>\n</body>\n</html>\n";
}

std::string markdown_page(const ReportInput& input, std::span<const Table> tables,
                          std::span<const DrawnFigure> figures) {
  std::string out =
      fmt::format("# {}\n\n{}\n\n## Summary\n\n", markdown_escaped(input.title), markdown_escaped(host_line(input)));
  for (const std::string& sentence : summary_of(input)) out += "- " + markdown_escaped(sentence) + "\n";
  out += "\n## How it was measured\n\n";
  for (const std::string& sentence : methods_of(input)) out += "- " + markdown_escaped(sentence) + "\n";
  if (!input.published.rows.empty()) {
    out += fmt::format("\n### {}\n\nSource: {}.\n\n", k_caveats_title, markdown_escaped(input.published.citation));
    for (const std::string& caveat : input.published.caveats) out += "- " + markdown_escaped(caveat) + "\n";
  }
  out += "\n## Tables\n";
  for (const Table& table : tables) out += "\n" + to_markdown(table);
  out += "\n## Figures\n";
  std::size_t number = 0;
  for (const DrawnFigure& drawn : figures) {
    out += fmt::format("\n![Figure {0}](figures/{1}.png)\n\n**Figure {0}.** {2}\n", ++number, drawn.figure.script.stem,
                       markdown_escaped(drawn.figure.caption));
  }
  out += "\n## Provenance\n\n";
  for (const std::string& sentence : origins_of(input)) out += "- " + markdown_escaped(sentence) + "\n";
  return out;
}

std::string latex_document(const ReportInput& input, std::span<const Table> tables,
                           std::span<const DrawnFigure> figures) {
  std::string out = fmt::format(
      "% Compile with: pdflatex report.tex\n\\documentclass[a4paper]{{article}}\n\\usepackage[T1]{{fontenc}}\n"
      "\\usepackage[utf8]{{inputenc}}\n\\usepackage[landscape,margin=1.8cm]{{geometry}}\n\\usepackage{{graphicx}}\n"
      "\\title{{{}}}\n\\author{{}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n\\noindent "
      "{}\n\\section*{{Summary}}\n"
      "\\begin{{itemize}}\n",
      latex_escaped(input.title), latex_escaped(host_line(input)));
  for (const std::string& sentence : summary_of(input)) out += "\\item {}" + latex_escaped(sentence) + "\n";
  out += "\\end{itemize}\n\\section*{How it was measured}\n\\begin{itemize}\n";
  for (const std::string& sentence : methods_of(input)) out += "\\item {}" + latex_escaped(sentence) + "\n";
  out += "\\end{itemize}\n";
  if (!input.published.rows.empty()) {
    out += fmt::format("\\section*{{{}}}\n\\sloppy Source: {}.\n\\begin{{itemize}}\n", k_caveats_title,
                       latex_escaped(input.published.citation));
    for (const std::string& caveat : input.published.caveats) out += "\\item {}" + latex_escaped(caveat) + "\n";
    out += "\\end{itemize}\n";
  }
  out += "\\clearpage\n";
  for (const Table& table : tables) out += "\\input{" + table.id + "}\n";
  out += "\\clearpage\n";
  for (const DrawnFigure& drawn : figures) {
    const bool square = is_square(drawn.figure.kind);
    out += fmt::format(
        "\\begin{{figure}}[htbp]\n\\centering\n\\includegraphics[width={}\\linewidth]{{figures/{}.pdf}}\n"
        "\\caption{{{}}}\n\\end{{figure}}\n",
        square ? "0.45" : "0.9", drawn.figure.script.stem, latex_escaped(drawn.figure.caption));
  }
  out += "\\section*{Provenance}\n\\begin{itemize}\n";
  for (const std::string& sentence : origins_of(input)) out += "\\item {}" + latex_escaped(sentence) + "\n";
  return out + "\\end{itemize}\n\\end{document}\n";
}

}  // namespace wirebench::report
