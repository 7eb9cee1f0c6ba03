/// \file Batch normalisation as what it is at inference: one multiply and one add per channel.
#pragma once

#include <vector>

#include "wirebench/convert/graph_draft.hpp"

namespace wirebench::convert {

/// y[c] = x[c] * scale[c] + offset[c]. Double precision, so that folding it rounds once.
struct Affine {
  std::vector<double> scale;
  std::vector<double> offset;
};

/// scale = gamma / sqrt(variance + epsilon), offset = beta - mean * scale.
/// Precondition: `op` is a BatchNormalization with constant float32 statistics.
/// Errors: Error(failed) naming the operator when variance + epsilon is not a positive number.
[[nodiscard]] Affine batch_norm_affine(const GraphDraft& draft, const graph::Operator& op);

}  // namespace wirebench::convert
