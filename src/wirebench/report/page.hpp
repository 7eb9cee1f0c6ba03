/// \file The documents of a report, as text. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirebench/report/figures.hpp"
#include "wirebench/report/report_input.hpp"
#include "wirebench/report/table.hpp"

namespace wirebench::report {

/// A figure that was drawn, with the SVG it was drawn to.
struct DrawnFigure {
  Figure figure;
  std::string svg;
};

/// One self-contained HTML page: no other file, no script. Figures are data URIs (each SVG keeps its own names).
[[nodiscard]] std::string html_page(const ReportInput& input, std::span<const Table> tables,
                                    std::span<const DrawnFigure> figures);

/// Everything but the figures' pixels, for reading in a repository.
[[nodiscard]] std::string markdown_page(const ReportInput& input, std::span<const Table> tables,
                                        std::span<const DrawnFigure> figures);

/// A LaTeX document that takes in the table files and figures beside it; compiles with pdflatex.
[[nodiscard]] std::string latex_document(const ReportInput& input, std::span<const Table> tables,
                                         std::span<const DrawnFigure> figures);

}  // namespace wirebench::report
