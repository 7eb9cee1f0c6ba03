/// \file Stage: every form of a network, at the size it was trained on and at the timed size.
#pragma once

#include "wirebench/study/run_context.hpp"

namespace wirebench::study {

/// Writes the files layout::form() and layout::timed_form() that are not there already.
void run_conversion_stage(RunContext& run, const NetworkChoice& network);

}  // namespace wirebench::study
