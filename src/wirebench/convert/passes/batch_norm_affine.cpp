#include "wirebench/convert/passes/batch_norm_affine.hpp"

#include <cmath>
#include <string>
#include <variant>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {

Affine batch_norm_affine(const GraphDraft& draft, const graph::Operator& op) {
  const auto* attributes = std::get_if<graph::BatchNormalization>(&op.attributes);
  WIREBENCH_EXPECT(attributes != nullptr);
  const auto weights = graph::batch_normalization_inputs(op);
  const auto values = [&](graph::TensorId id) { return draft.tensor(id).values<float>(); };
  const auto beta = values(weights.beta);
  const auto mean = values(weights.mean);
  const auto variance = values(weights.variance);
  Affine affine;
  affine.scale.resize(beta.size());
  affine.offset.resize(beta.size());
  for (std::size_t c = 0; c < beta.size(); ++c) {
    const double spread = double{variance[c]} + double{attributes->epsilon};
    const double gamma = weights.gamma.valid() ? double{values(weights.gamma)[c]} : 1.0;
    affine.scale[c] = gamma / std::sqrt(spread);
    affine.offset[c] = double{beta[c]} - double{mean[c]} * affine.scale[c];
    if (!(spread > 0.0) || !std::isfinite(affine.scale[c]) || !std::isfinite(affine.offset[c])) {
      throw Error{ErrorKind::failed,
                  {"cannot convert batch normalisation", op.name + ", channel " + std::to_string(c),
                   "its weights give no finite scale", "Check the training: the weights hold NaN or infinity."}};
    }
  }
  return affine;
}

}  // namespace wirebench::convert
