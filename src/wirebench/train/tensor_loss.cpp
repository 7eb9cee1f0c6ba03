#include "wirebench/train/tensor_loss.hpp"

namespace wirebench::train {

TensorLoss cross_entropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing,
                         const at::Tensor& class_weights, std::int64_t mean_over) {
  const at::Tensor log_probability = at::log_softmax(logits.to(at::kDouble), 1);
  const at::Tensor places = labels.unsqueeze(1);
  const at::Tensor target =
      at::full_like(log_probability, smoothing / static_cast<double>(logits.size(1)))
          .scatter_add_(1, places, at::full_like(places, 1.0 - smoothing, log_probability.options()));
  at::Tensor loss = target * log_probability;
  at::Tensor gradient = log_probability.exp().sub_(target);
  if (class_weights.defined()) {
    const at::Tensor weights = class_weights.index_select(0, labels).unsqueeze(1);
    loss = loss * weights;
    gradient = gradient * weights;
  }
  TensorLoss result;
  result.loss_sum = loss.sum().neg_();
  result.correct = logits.argmax(1).eq(labels).sum().to(at::kDouble);
  result.gradient = gradient.div_(static_cast<double>(mean_over)).to(at::kFloat);
  return result;
}

}  // namespace wirebench::train
