/// \file Means that are used as images of one cell.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// A GlobalAveragePool [N,C] that only a Reshape to [N,1,1,C] reads gives that shape itself.
void keep_mean_dims(GraphDraft& draft);

}  // namespace wirebench::convert
