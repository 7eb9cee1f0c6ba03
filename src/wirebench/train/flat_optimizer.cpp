#include "wirebench/train/flat_optimizer.hpp"

#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::train {

FlatOptimizer::FlatOptimizer(const OptimizerOptions& options, const at::Tensor& values) : options_{options} {
  const bool adaptive = options.kind != OptimizerKind::sgd;
  for (int i = 0; i < (adaptive ? 2 : 1); ++i) moments_.push_back(at::zeros_like(values));
  if (adaptive) scratch_ = at::empty_like(values);
}

void FlatOptimizer::step(at::Tensor values, const at::Tensor& gradient, std::int64_t decaying, double rate) {
  WIREBENCH_EXPECT(values.sizes() == moments_[0].sizes() && gradient.sizes() == values.sizes());
  ++steps_;
  if (options_.weight_decay > 0.0) values.narrow(0, 0, decaying).mul_(1.0 - rate * options_.weight_decay);
  if (options_.kind == OptimizerKind::sgd) {
    moments_[0].mul_(options_.momentum).sub_(gradient, rate);
    values.add_(moments_[0]);
    return;
  }
  const auto t = static_cast<double>(steps_);
  const double corrected = rate * std::sqrt(1.0 - std::pow(options_.beta_2, t)) / (1.0 - std::pow(options_.beta_1, t));
  moments_[0].lerp_(gradient, 1.0 - options_.beta_1);
  moments_[1].mul_(options_.beta_2).addcmul_(gradient, gradient, 1.0 - options_.beta_2);
  at::sqrt_out(scratch_, moments_[1]).add_(options_.epsilon);
  values.addcdiv_(moments_[0], scratch_, -corrected);
}

}  // namespace wirebench::train
