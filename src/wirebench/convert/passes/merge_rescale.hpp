/// \file Pre-processing in several steps.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// A Rescale whose only reader is another Rescale joins it: (x s + o) t + p = x (s t) + (o t + p).
void merge_rescale(GraphDraft& draft);

}  // namespace wirebench::convert
