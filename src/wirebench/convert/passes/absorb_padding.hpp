/// \file Explicit zero padding as a convolution's own SAME padding.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// ZeroPad2d before a VALID convolution, with no other reader between, disappears into SAME padding, only where SAME
/// puts exactly the same number of cells on each side (a 3x3 convolution of stride 1 and padding 1: yes; 7x7 of stride
/// 2 and padding 3 on an even size: no). Exact.
void absorb_padding(GraphDraft& draft);

}  // namespace wirebench::convert
