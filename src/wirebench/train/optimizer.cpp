#include "wirebench/train/optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/train/parallel.hpp"
#include "wirebench/train/vectorize.hpp"

namespace wirebench::train {
namespace {

constexpr std::size_t k_grain = 65536;  // values a thread takes at least

struct SgdStep {
  float keep, momentum, rate, gradient_scale;
};
WIREBENCH_VECTORIZED void sgd_step(float* __restrict values, const float* __restrict gradient,
                                   float* __restrict velocity, std::size_t count, SgdStep p) {
  for (std::size_t i = 0; i < count; ++i) {
    velocity[i] = p.momentum * velocity[i] - p.rate * (gradient[i] * p.gradient_scale);
    values[i] = values[i] * p.keep + velocity[i];
  }
}

struct AdamStep {
  float keep, one_minus_beta_1, one_minus_beta_2, rate, epsilon, gradient_scale;
};
WIREBENCH_VECTORIZED void adam_step(float* __restrict values, const float* __restrict gradient, float* __restrict first,
                                    float* __restrict second, std::size_t count, AdamStep p) {
  for (std::size_t i = 0; i < count; ++i) {
    const float g = gradient[i] * p.gradient_scale;
    first[i] += (g - first[i]) * p.one_minus_beta_1;
    second[i] += (g * g - second[i]) * p.one_minus_beta_2;
    values[i] = values[i] * p.keep - p.rate * first[i] / (std::sqrt(second[i]) + p.epsilon);
  }
}

WIREBENCH_VECTORIZED double sum_of_squares(const float* values, std::size_t count) {
  // Eight sums in a fixed order, which vectorise without letting the compiler reorder anything.
  double sums[8] = {};
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (std::size_t k = 0; k < 8; ++k)
      sums[k] += static_cast<double>(values[i + k]) * static_cast<double>(values[i + k]);
  }
  for (; i < count; ++i) sums[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

}  // namespace

std::string_view name(OptimizerKind kind) noexcept {
  switch (kind) {
    case OptimizerKind::sgd: return "sgd";
    case OptimizerKind::adam: return "adam";
    case OptimizerKind::adamw: break;
  }
  return "adamw";
}

Optimizer::Optimizer(const OptimizerOptions& options, std::span<const std::size_t> sizes) : options_{options} {
  std::size_t total = 0;
  for (const std::size_t size : sizes) {
    first_.push_back(total);
    total += size;
  }
  first_.push_back(total);
  moments_.assign(options.kind == OptimizerKind::sgd ? 1 : 2, std::vector<float>(total, 0.0F));
}

void Optimizer::update(std::size_t parameter, std::span<float> values, std::span<const float> gradient, double rate,
                       double gradient_scale, Decay decay) {
  WIREBENCH_EXPECT(steps_ > 0 && parameter + 1 < first_.size());
  WIREBENCH_EXPECT(values.size() == first_[parameter + 1] - first_[parameter] && gradient.size() == values.size());
  const std::size_t start = first_[parameter];
  const auto keep = static_cast<float>(decay == Decay::yes ? 1.0 - rate * options_.weight_decay : 1.0);
  if (options_.kind == OptimizerKind::sgd) {
    const SgdStep step{keep, static_cast<float>(options_.momentum), static_cast<float>(rate),
                       static_cast<float>(gradient_scale)};
    parallel_for(values.size(), k_grain, [&](std::size_t first, std::size_t last) {
      sgd_step(values.data() + first, gradient.data() + first, moments_[0].data() + start + first, last - first, step);
    });
    return;
  }
  const auto t = static_cast<double>(steps_);
  const double corrected = rate * std::sqrt(1.0 - std::pow(options_.beta_2, t)) / (1.0 - std::pow(options_.beta_1, t));
  const AdamStep step{keep,
                      static_cast<float>(1.0 - options_.beta_1),
                      static_cast<float>(1.0 - options_.beta_2),
                      static_cast<float>(corrected),
                      static_cast<float>(options_.epsilon),
                      static_cast<float>(gradient_scale)};
  parallel_for(values.size(), k_grain, [&](std::size_t first, std::size_t last) {
    adam_step(values.data() + first, gradient.data() + first, moments_[0].data() + start + first,
              moments_[1].data() + start + first, last - first, step);
  });
}

void Optimizer::restore(std::uint64_t steps, std::vector<std::vector<float>> moments) {
  WIREBENCH_EXPECT(moments.size() == moments_.size());
  for (const auto& moment : moments) WIREBENCH_EXPECT(moment.size() == first_.back());
  steps_ = steps;
  moments_ = std::move(moments);
}

double gradient_norm(std::span<const std::span<const float>> gradients) {
  double sum = 0.0;
  for (const auto& gradient : gradients) {
    // Pieces of a fixed size, so that the result does not depend on the number of threads.
    const std::size_t pieces = (gradient.size() + k_grain - 1) / k_grain;
    std::vector<double> parts(pieces);
    parallel_for(pieces, 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t piece = first; piece < last; ++piece) {
        const std::size_t start = piece * k_grain;
        parts[piece] = sum_of_squares(gradient.data() + start, std::min(k_grain, gradient.size() - start));
      }
    });
    for (const double part : parts) sum += part;
  }
  return std::sqrt(sum);
}

}  // namespace wirebench::train
