#include "wirebench/train/loss.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/confusion.hpp"

namespace wirebench::train {

BatchLoss cross_entropy(std::span<const float> logits, std::span<const std::int64_t> labels, std::size_t classes,
                        double smoothing, std::span<const double> class_weights) {
  WIREBENCH_EXPECT(classes > 0 && logits.size() == labels.size() * classes);
  WIREBENCH_EXPECT(smoothing >= 0.0 && smoothing < 1.0);
  WIREBENCH_EXPECT(class_weights.empty() || class_weights.size() == classes);
  BatchLoss result;
  result.gradient.resize(logits.size());
  const double spread = smoothing / static_cast<double>(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto label = static_cast<std::size_t>(labels[i]);
    WIREBENCH_EXPECT(labels[i] >= 0 && label < classes);
    const double weight = class_weights.empty() ? 1.0 : class_weights[label];
    const double largest = *std::max_element(row.begin(), row.end());
    double sum = 0.0;
    for (const float logit : row) sum += std::exp(static_cast<double>(logit) - largest);
    const double log_sum = largest + std::log(sum);
    for (std::size_t k = 0; k < classes; ++k) {
      const double log_probability = static_cast<double>(row[k]) - log_sum;
      const double target = (k == label ? 1.0 - smoothing : 0.0) + spread;
      result.loss_sum -= weight * target * log_probability;
      result.gradient[i * classes + k] =
          static_cast<float>(weight * (std::exp(log_probability) - target) / static_cast<double>(labels.size()));
    }
    if (best_class(row) == label) ++result.correct;
  }
  return result;
}

std::vector<double> balanced_class_weights(std::span<const std::uint64_t> counts) {
  double total = 0.0;
  for (const std::uint64_t count : counts) {
    WIREBENCH_EXPECT(count > 0);
    total += static_cast<double>(count);
  }
  std::vector<double> weights;
  for (const std::uint64_t count : counts) {
    weights.push_back(total / (static_cast<double>(counts.size()) * static_cast<double>(count)));
  }
  return weights;
}

}  // namespace wirebench::train
