/// \file The optimisers of optimizer.hpp on tensors of any device: all weights at once. Internal: includes libtorch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/train/aten.hpp"
#include "wirebench/train/optimizer.hpp"

namespace wirebench::train {

/// The same formulas as Optimizer, in a handful of operations on the whole of a network's values. Not thread-safe.
class FlatOptimizer {
 public:
  /// `values`: float32 [total], whose size and device the moments get.
  FlatOptimizer(const OptimizerOptions& options, const at::Tensor& values);

  /// Changes `values` by one step down `gradient` (both [total]); the first `decaying` values decay.
  void step(at::Tensor values, const at::Tensor& gradient, std::int64_t decaying, double rate);

  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
  void set_steps(std::uint64_t steps) noexcept { steps_ = steps; }
  /// Velocity, or first and second moments, [total] each; to be read and replaced in place.
  [[nodiscard]] std::span<const at::Tensor> moments() const noexcept { return moments_; }

 private:
  OptimizerOptions options_;
  std::vector<at::Tensor> moments_;
  at::Tensor scratch_;
  std::uint64_t steps_ = 0;
};

}  // namespace wirebench::train
