/// \file A whole report input as a small study gives it: two networks, five forms, rows measured, absent and failed.
#pragma once

#include "wirebench/report/report_input.hpp"

namespace wirebench::report {

[[nodiscard]] ReportInput example_input();

/// A row with latency, accuracy and a file, measured.
[[nodiscard]] measure::ResultRow measured_row(const std::string& network, const std::string& form,
                                              const std::string& target, double median_ms);

}  // namespace wirebench::report
