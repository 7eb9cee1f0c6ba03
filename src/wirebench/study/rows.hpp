/// \file The rows of the result table: every network in every form on every target, whether or not it can be measured.
#pragma once

#include <string>
#include <vector>

#include "wirebench/convert/format.hpp"
#include "wirebench/measure/result.hpp"
#include "wirebench/runtime/runtime.hpp"
#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// One row to be filled.
struct RowPlan {
  convert::Format format;
  runtime::Target target;
};

/// Forms times targets, in the order of the study file.
[[nodiscard]] std::vector<RowPlan> plan_rows(const StudyOptions& options);

/// Name of a form in tables: the SavedModel is "tensorflow", the others are named as their format.
[[nodiscard]] std::string form_name(convert::Format format);

/// Why a form does not apply to a target, known without starting anything; empty when it does.
[[nodiscard]] std::string why_not_applicable(const RowPlan& plan);

/// What a target's runtime says of itself, or why it cannot be used: part of the keys, so that a row declared absent is
/// tried again once its runtime has been installed.
[[nodiscard]] std::string availability(const RunContext& run, const runtime::Target& target);

}  // namespace wirebench::study
