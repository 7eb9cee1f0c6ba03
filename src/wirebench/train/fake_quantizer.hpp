/// \file The fake-quantisation step itself. Internal to the module: includes libtorch.
#pragma once

#include <span>
#include <vector>

#include "wirebench/train/aten.hpp"
#include "wirebench/train/fake_quantization.hpp"
#include "wirebench/train/layers.hpp"

namespace wirebench::train {

/// Rounds one tensor onto its grid and lets its gradient through. Halves are rounded to even numbers; TensorFlow Lite
/// rounds them away from zero, which differs for values exactly between two codes only. Any device and float type; the
/// extremes of `current` and `moving` come to the host at each step.
class FakeQuantizer {
 public:
  /// Precondition: require_quantizable() passed. `channels`: length of the axis, 1 without one.
  FakeQuantizer(FakeQuantization wanted, std::size_t channels);

  /// The rounded values, of the type and layout of `values`. In training mode a moving range is updated first (its
  /// first step takes the extremes as they are) and what backward() needs is kept. A moving range that has seen no
  /// training step yet leaves the values as they are.
  [[nodiscard]] at::Tensor forward(const at::Tensor& values, Mode mode);
  /// The gradient of forward()'s argument, of the last forward() in training mode; what was kept is let go.
  [[nodiscard]] at::Tensor backward(const at::Tensor& gradient);

  /// Low ends, then high ends; low > high where there is no range yet. To be saved and restored with the weights.
  [[nodiscard]] std::span<float> range() noexcept { return range_; }
  /// Of the last range used; empty while there is none.
  [[nodiscard]] graph::QuantParams params() const;
  [[nodiscard]] const FakeQuantization& wanted() const noexcept { return wanted_; }

 private:
  [[nodiscard]] bool has_range() const;
  void look_at(const at::Tensor& values);
  [[nodiscard]] at::Tensor per_channel(std::span<const float> numbers, const at::Tensor& like) const;

  FakeQuantization wanted_;
  std::size_t channels_;
  std::vector<float> range_;
  at::Tensor inside_;  ///< where the gradient passes
};

/// The step behind the one that writes an activation: replaces the activation in the workspace.
class FakeQuantizeLayer final : public Layer {
 public:
  explicit FakeQuantizeLayer(FakeQuantizer& quantizer) : quantizer_{quantizer} {}
  void forward(Workspace& work, Mode mode) override;
  void backward(Workspace& work) override;

 private:
  FakeQuantizer& quantizer_;
};

}  // namespace wirebench::train
