/// \file Swish as TensorFlow Lite has it.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Every Swish becomes a Logistic and a Multiply of its input with it.
void lower_swish(GraphDraft& draft);

}  // namespace wirebench::convert
