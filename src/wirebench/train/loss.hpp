/// \file Softmax cross entropy of a batch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wirebench::train {

struct BatchLoss {
  double loss_sum = 0.0;        ///< over the images, in nats
  std::size_t correct = 0;      ///< images whose best score is the label's
  std::vector<float> gradient;  ///< of the batch's mean loss with respect to the logits, [count, classes]
};

/// Cross entropy of softmax(logits) with the labels, computed in double; `logits` [count, classes].
/// `smoothing` in [0, 1): the target is 1 - smoothing at the label plus smoothing / classes everywhere.
/// Precondition: labels in range. Non-finite logits give a non-finite loss.
/// Source: Szegedy et al., arXiv:1512.00567, section 7 (label smoothing); Keras' CategoricalCrossentropy.
[[nodiscard]] BatchLoss cross_entropy(std::span<const float> logits, std::span<const std::int64_t> labels,
                                      std::size_t classes, double smoothing);

}  // namespace wirebench::train
