/// \file A bias for every convolution and dense layer.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Adds a bias of zeros where there is none: XNNPACK takes no quantised convolution without one.
void complete_biases(GraphDraft& draft);

}  // namespace wirebench::convert
