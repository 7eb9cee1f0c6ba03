#include "wirebench/train/weight_average.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/parallel.hpp"
#include "wirebench/train/vectorize.hpp"

namespace wirebench::train {
namespace {

constexpr std::size_t k_grain = 65536;  // values a thread takes at least

WIREBENCH_VECTORIZED void move_towards(float* __restrict average, const float* __restrict values, std::size_t count,
                                       float step) {
  for (std::size_t i = 0; i < count; ++i) average[i] += step * (values[i] - average[i]);
}

}  // namespace

double average_keep(double decay, std::uint64_t step) {
  WIREBENCH_EXPECT(decay >= 0.0 && decay < 1.0 && step >= 1);
  const auto t = static_cast<double>(step);
  return std::min(decay, (1.0 + t) / (10.0 + t));
}

void update_average(std::span<float> average, std::span<const float> values, double keep) {
  WIREBENCH_EXPECT(average.size() == values.size() && keep >= 0.0 && keep <= 1.0);
  parallel_for(values.size(), k_grain, [&](std::size_t first, std::size_t last) {
    move_towards(average.data() + first, values.data() + first, last - first, static_cast<float>(1.0 - keep));
  });
}

}  // namespace wirebench::train
