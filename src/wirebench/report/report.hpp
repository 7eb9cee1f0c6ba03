/// \file A report on disk: tables, figures, and one page to read.
#pragma once

#include <filesystem>

#include "wirebench/core/log.hpp"
#include "wirebench/report/gnuplot.hpp"
#include "wirebench/report/report_input.hpp"

namespace wirebench::report {

/// Writes a report into `folder`, replacing an earlier one only when the new one is whole:
///   index.html (self-contained), report.md, report.tex (takes in the table files and figures),
///   table-N-*.{csv,md,tex}, figures/*.{svg,pdf,png}, figures/src/ (gnuplot scripts and data).
/// Returns the path of index.html.
/// Errors: Error(failed) when the input does not fit together (validate()), a figure cannot be drawn or the disk is
/// full; Error(missing) when there is no gnuplot. An earlier report stays as it was.
std::filesystem::path write_report(const ReportInput& input, const std::filesystem::path& folder, const Log& log,
                                   const Gnuplot& gnuplot = {});

}  // namespace wirebench::report
