/// \file The softmax cross entropy of loss.hpp on tensors of any device. Internal: includes libtorch.
#pragma once

#include <cstdint>

#include "wirebench/train/aten.hpp"

namespace wirebench::train {

struct TensorLoss {
  at::Tensor loss_sum;  ///< float64 scalar: over the images, in nats, times the class weights
  at::Tensor correct;   ///< float64 scalar: images whose best score is the label's
  at::Tensor gradient;  ///< float32 [count, classes]: of the sum divided by `mean_over`, with respect to the logits
};

/// As cross_entropy(), in float64. `labels`: int64 [count]; `class_weights`: float64 [classes], undefined for all 1.
/// `mean_over`: images of the whole batch, of which these may be a part. Nothing waits for the device.
[[nodiscard]] TensorLoss cross_entropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing,
                                       const at::Tensor& class_weights, std::int64_t mean_over);

}  // namespace wirebench::train
