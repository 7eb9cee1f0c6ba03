/// \file Moving a constant from the input tensor into the first convolution's bias.
#pragma once

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

enum class Shifted { yes, no };

/// Makes the network expect `x - shift` where it expected `x`, by adding shift * (sum of weights) to the bias of the
/// first convolution. Exact inside the image; padded cells, which hold zero, then stand for `shift`, so it is meant for
/// shifts of half a quantisation step. `no` (and nothing changed) unless the input goes, through zero padding at most,
/// into one Conv2d with bias and nowhere else.
[[nodiscard]] Shifted shift_input(GraphDraft& draft, double shift);

}  // namespace wirebench::convert
