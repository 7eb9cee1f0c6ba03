#include "wirebench/convert/passes/batch_norm_affine.hpp"

#include <cmath>
#include <string>
#include <variant>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::convert {

Affine batch_norm_affine(const GraphDraft& draft, const graph::Operator& op) {
  const auto* attributes = std::get_if<graph::BatchNormalization>(&op.attributes);
  WIREBENCH_EXPECT(attributes != nullptr && op.inputs.size() == 5);
  const auto gamma = draft.tensor(op.inputs[1]).values<float>();
  const auto beta = draft.tensor(op.inputs[2]).values<float>();
  const auto mean = draft.tensor(op.inputs[3]).values<float>();
  const auto variance = draft.tensor(op.inputs[4]).values<float>();
  Affine affine;
  affine.scale.resize(gamma.size());
  affine.offset.resize(gamma.size());
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    const double spread = double{variance[c]} + double{attributes->epsilon};
    affine.scale[c] = double{gamma[c]} / std::sqrt(spread);
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
