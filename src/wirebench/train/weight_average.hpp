/// \file The exponential moving average of a network's weights.
#pragma once

#include <cstdint>
#include <span>

namespace wirebench::train {

/// Part of the average kept at step `step` (1 = first): min(decay, (1 + step) / (10 + step)). Without the second term
/// the average of a short training would still be the random first weights: at 0.999 half of what it holds is from the
/// last 693 steps. Valid for: 0 <= decay < 1, step >= 1. Source: Polyak and Juditsky, SIAM J. Control Optim. 30 (1992)
/// 838 (averaging); TensorFlow's tf.train.ExponentialMovingAverage with num_updates (the second term).
[[nodiscard]] double average_keep(double decay, std::uint64_t step);

/// average += (1 - keep) * (values - average), on the threads of parallel_for; the result does not depend on their
/// number. Precondition: same sizes.
void update_average(std::span<float> average, std::span<const float> values, double keep);

}  // namespace wirebench::train
