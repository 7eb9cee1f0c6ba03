/// \file What a run found, in a few sentences made from its numbers. Pure.
#pragma once

#include <string>
#include <vector>

#include "wirebench/report/report_input.hpp"

namespace wirebench::report {

/// Plain-text sentences: accuracy of each trained network against chance, what the integer form costs in accuracy,
/// the fastest measured row, how many rows were measured, absent and failed, and a note when not all of it is known to
/// be of one build.
[[nodiscard]] std::vector<std::string> summary_of(const ReportInput& input);

/// Which build of wirebench made and measured what: one sentence where it is one build, else one that names them all,
/// then the stages of each.
[[nodiscard]] std::vector<std::string> origins_of(const ReportInput& input);

/// How the numbers were taken: plain-text sentences.
[[nodiscard]] std::vector<std::string> methods_of(const ReportInput& input);

}  // namespace wirebench::report
