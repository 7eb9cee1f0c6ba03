/// \file Softmax cross entropy of a batch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wirebench::train {

struct BatchLoss {
  double loss_sum = 0.0;        ///< over the images, in nats, times the class weights
  std::size_t correct = 0;      ///< images whose best score is the label's
  std::vector<float> gradient;  ///< of the batch's mean loss with respect to the logits, [count, classes]
};

/// Cross entropy of softmax(logits) with the labels, computed in double; `logits` [count, classes].
/// `smoothing` in [0, 1): the target is 1 - smoothing at the label plus smoothing / classes everywhere.
/// `class_weights`: each image's loss is multiplied by the weight of its label; the mean divides by the number of
/// images, not by the sum of their weights, as Keras' `class_weight` does. Empty: all 1. Precondition: labels in range;
/// no weights or one a class. Non-finite logits give a non-finite loss. Source: Szegedy et al., arXiv:1512.00567,
/// section 7 (label smoothing); Keras' CategoricalCrossentropy.
[[nodiscard]] BatchLoss cross_entropy(std::span<const float> logits, std::span<const std::int64_t> labels,
                                      std::size_t classes, double smoothing,
                                      std::span<const double> class_weights = {});

/// n / (K n_k) for the `counts` n_k of K classes: every class has the same part in the loss, and the mean weight of an
/// image is 1. Precondition: no class is empty. Source: scikit-learn's class_weight = "balanced".
[[nodiscard]] std::vector<double> balanced_class_weights(std::span<const std::uint64_t> counts);

}  // namespace wirebench::train
