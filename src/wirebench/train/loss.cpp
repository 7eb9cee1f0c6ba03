#include "wirebench/train/loss.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/confusion.hpp"

namespace wirebench::train {

BatchLoss cross_entropy(std::span<const float> logits, std::span<const std::int64_t> labels, std::size_t classes,
                        double smoothing) {
  WIREBENCH_EXPECT(classes > 0 && logits.size() == labels.size() * classes);
  WIREBENCH_EXPECT(smoothing >= 0.0 && smoothing < 1.0);
  BatchLoss result;
  result.gradient.resize(logits.size());
  const double spread = smoothing / static_cast<double>(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto label = static_cast<std::size_t>(labels[i]);
    WIREBENCH_EXPECT(labels[i] >= 0 && label < classes);
    const double largest = *std::max_element(row.begin(), row.end());
    double sum = 0.0;
    for (const float logit : row) sum += std::exp(static_cast<double>(logit) - largest);
    const double log_sum = largest + std::log(sum);
    for (std::size_t k = 0; k < classes; ++k) {
      const double log_probability = static_cast<double>(row[k]) - log_sum;
      const double target = (k == label ? 1.0 - smoothing : 0.0) + spread;
      result.loss_sum -= target * log_probability;
      result.gradient[i * classes + k] =
          static_cast<float>((std::exp(log_probability) - target) / static_cast<double>(labels.size()));
    }
    if (best_class(row) == label) ++result.correct;
  }
  return result;
}

}  // namespace wirebench::train
