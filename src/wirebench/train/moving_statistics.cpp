#include "wirebench/train/moving_statistics.hpp"

#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/layers.hpp"

namespace wirebench::train {

std::size_t MovingStatistics::add(Weight& mean, Weight& variance, double epsilon, double momentum) {
  entries_.push_back({&mean, &variance, epsilon, momentum, {}, {}});
  return entries_.size() - 1;
}

void MovingStatistics::gather(at::Device device) {
  if (entries_.empty()) return;
  std::vector<at::Tensor> means, variances, epsilons, new_parts;
  for (const Entry& entry : entries_) {
    means.push_back(entry.mean->values);
    variances.push_back(entry.variance->values);
    epsilons.push_back(at::full_like(entry.mean->values, entry.epsilon));
    new_parts.push_back(at::full_like(entry.mean->values, 1.0 - entry.momentum));
  }
  means_ = at::cat(means).to(device);
  variances_ = at::cat(variances).to(device);
  epsilon_ = at::cat(epsilons).to(device);
  new_part_ = at::cat(new_parts).to(device);
  std::int64_t first = 0;
  for (const Entry& entry : entries_) {
    const std::int64_t channels = entry.mean->values.numel();
    entry.mean->values = means_.narrow(0, first, channels);
    entry.variance->values = variances_.narrow(0, first, channels);
    first += channels;
  }
}

void MovingStatistics::note(std::size_t place, at::Tensor mean, at::Tensor inverse_deviation) {
  WIREBENCH_EXPECT(place < entries_.size());
  entries_[place].batch_mean = std::move(mean);
  entries_[place].batch_inverse_deviation = std::move(inverse_deviation);
}

void MovingStatistics::update() {
  if (entries_.empty()) return;
  std::vector<at::Tensor> means, inverse_deviations;
  for (Entry& entry : entries_) {
    WIREBENCH_EXPECT(entry.batch_mean.defined());
    means.push_back(std::exchange(entry.batch_mean, at::Tensor{}));
    inverse_deviations.push_back(std::exchange(entry.batch_inverse_deviation, at::Tensor{}));
  }
  const at::Tensor variances = at::cat(inverse_deviations).pow_(-2.0).sub_(epsilon_).clamp_min_(0.0);
  means_.lerp_(at::cat(means), new_part_);
  variances_.lerp_(variances, new_part_);
}

}  // namespace wirebench::train
