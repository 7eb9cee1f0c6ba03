/// \file Tables of how well the networks do, beside one another and beside what can be had without a network. Pure.
#pragma once

#include "wirebench/report/report_input.hpp"
#include "wirebench/report/table.hpp"

namespace wirebench::report {

/// Whether any network or the baseline was judged.
[[nodiscard]] bool has_metrics(const ReportInput& input);

/// One row a trained network and one for the baseline: accuracy, balanced accuracy, lead over the baseline, area,
/// calibration error, each with its interval.
[[nodiscard]] Table accuracy_by_network_table(const ReportInput& input, std::size_t number);

/// One row a network (or baseline) and class: efficiency, purity, both in the flux, area.
[[nodiscard]] Table class_table(const ReportInput& input, std::size_t number);

}  // namespace wirebench::report
