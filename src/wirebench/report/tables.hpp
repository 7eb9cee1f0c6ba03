/// \file The tables of the poster, filled with what was measured. Pure.
#pragma once

#include <vector>

#include "wirebench/report/report_input.hpp"
#include "wirebench/report/table.hpp"

namespace wirebench::report {

/// Size and accuracy of one network in every form, published beside measured (the poster's Tables 1 and 2). One row for
/// the training checkpoint, one for each result with an accuracy; a form without any gets one row with its reason.
[[nodiscard]] Table accuracy_table(const ReportInput& input, const NetworkInput& network, std::size_t number);

/// Single-stream latency of one network (the poster's Tables 3 and 4): every result row once, forms in the poster's
/// order; a form without a row says so.
[[nodiscard]] Table latency_table(const ReportInput& input, const NetworkInput& network, std::size_t number);

/// Power and price of the published processing units and of this run's.
[[nodiscard]] Table processing_unit_table(const ReportInput& input, std::size_t number);

/// All of them, numbered: accuracy of each network, then latency of each network, processing units, and where networks
/// were judged the tables of classifier_tables.hpp. Networks the poster has come first, in its order, so that its
/// Tables 1 to 4 keep their numbers.
[[nodiscard]] std::vector<Table> tables_of(const ReportInput& input);

/// Networks in the order of the tables.
[[nodiscard]] std::vector<const NetworkInput*> networks_in_order(const ReportInput& input);

/// How a form is called in tables; its own name when the poster does not have it.
[[nodiscard]] std::string display_form(const std::string& form);

}  // namespace wirebench::report
