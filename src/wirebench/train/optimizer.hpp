/// \file Rules that turn gradients into new weights.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace wirebench::train {

enum class OptimizerKind { sgd, adam, adamw };

[[nodiscard]] std::string_view name(OptimizerKind kind) noexcept;

/// The formulas are Keras 3's, which differ from PyTorch's in where epsilon and the learning rate stand.
///   sgd:   velocity = momentum * velocity - rate * g;  w += velocity
///   adam:  m += (1 - beta_1) (g - m);  v += (1 - beta_2) (g^2 - v);
///          w -= rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)
///   adamw, and sgd with weight decay: first w -= rate * weight_decay * w (kernels only), then as above.
/// Source: Kingma and Ba, arXiv:1412.6980, section 2 (the efficient form); Loshchilov and Hutter, arXiv:1711.05101.
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adamw;
  double momentum = 0.9;      ///< sgd
  double beta_1 = 0.9;        ///< adam, adamw
  double beta_2 = 0.999;      ///< adam, adamw
  double epsilon = 1e-7;      ///< adam, adamw
  double weight_decay = 0.0;  ///< sgd, adamw
};

/// The state of an optimiser: moments of every parameter, in the order the parameters were given.
/// Not thread-safe; uses the threads of parallel_for, with a result that does not depend on their number.
class Optimizer {
 public:
  /// `sizes`: number of values of each parameter.
  Optimizer(const OptimizerOptions& options, std::span<const std::size_t> sizes);

  /// Counts one more step; update() of every parameter belongs to it.
  void begin_step() noexcept { ++steps_; }
  enum class Decay { no, yes };
  /// Changes parameter number `parameter`. `gradient` is multiplied by `gradient_scale` first (clipping).
  /// Precondition: begin_step() was called; both spans have the parameter's size.
  void update(std::size_t parameter, std::span<float> values, std::span<const float> gradient, double rate,
              double gradient_scale, Decay decay);

  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
  /// All state as flat arrays, for checkpoints: velocity, or first and second moments.
  [[nodiscard]] std::span<const std::vector<float>> moments() const noexcept { return moments_; }
  /// Precondition: `moments` has the sizes moments() has.
  void restore(std::uint64_t steps, std::vector<std::vector<float>> moments);

 private:
  OptimizerOptions options_;
  std::vector<std::size_t> first_;  // where each parameter starts in the arrays
  std::vector<std::vector<float>> moments_;
  std::uint64_t steps_ = 0;
};

/// Euclidean norm over all gradients, summed in double in a fixed order. NaN and infinity come through.
[[nodiscard]] double gradient_norm(std::span<const std::span<const float>> gradients);

}  // namespace wirebench::train
