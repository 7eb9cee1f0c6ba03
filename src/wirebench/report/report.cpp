#include "wirebench/report/report.hpp"

#include <vector>

#include "wirebench/core/atomic_file.hpp"
#include "wirebench/core/atomic_folder.hpp"
#include "wirebench/report/figures.hpp"
#include "wirebench/report/page.hpp"
#include "wirebench/report/tables.hpp"

namespace wirebench::report {

std::filesystem::path write_report(const ReportInput& input, const std::filesystem::path& folder, const Log& log,
                                   const Gnuplot& gnuplot) {
  validate(input);
  const std::vector<Table> tables = tables_of(input);
  std::vector<DrawnFigure> figures;
  for (Figure& figure : figures_of(input)) figures.push_back({std::move(figure), ""});

  write_folder_atomically(folder, [&](const std::filesystem::path& out) {
    for (const Table& table : tables) {
      write_text_atomically(out / (table.id + ".csv"), to_csv(table));
      write_text_atomically(out / (table.id + ".md"), to_markdown(table));
      write_text_atomically(out / (table.id + ".tex"), to_latex(table));
    }
    {
      Progress progress{log, "figures", figures.size(), "figures"};
      for (DrawnFigure& drawn : figures) {
        draw(drawn.figure.script, out / "figures", gnuplot);
        drawn.svg = read_file(out / "figures" / (drawn.figure.script.stem + ".svg"), std::size_t{64} << 20U);
        progress.advance();
      }
    }
    write_text_atomically(out / "report.md", markdown_page(input, tables, figures));
    write_text_atomically(out / "report.tex", latex_document(input, tables, figures));
    write_text_atomically(out / "index.html", html_page(input, tables, figures));
  });
  return folder / "index.html";
}

}  // namespace wirebench::report
