/// \file Dropout does nothing at inference.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// Removes every Dropout: what reads its output reads its input.
void drop_dropout(GraphDraft& draft);

}  // namespace wirebench::convert
