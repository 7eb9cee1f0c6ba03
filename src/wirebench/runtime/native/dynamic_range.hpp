/// \file Quantising activations at run time, for int8 weights in a float network.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wirebench/runtime/native/kernel.hpp"

namespace wirebench::runtime::native {

/// real = scale * (stored - zero_point) for one image (one row of a dense layer).
struct DynamicParams {
  float scale = 1.0F;
  std::int32_t zero_point = 0;
};

/// Parameters from the smallest and largest value, each widened to contain 0: scale = (max - min) / 255 and the zero
/// point nearest to -128 - min/scale (or 127 - max/scale, whichever has the smaller magnitude of terms), so that 0 is
/// exact. All zero: {1, 0}. Source: TensorFlow Lite's asymmetric dynamic-range rule.
[[nodiscard]] DynamicParams dynamic_params(float smallest, float largest) noexcept;

/// The source tensor of a hybrid kernel, quantised into shared scratch memory.
class DynamicSource {
 public:
  /// `images` blocks of `values` each, quantised apart.
  DynamicSource(std::size_t images, std::size_t values) : images_{images}, values_{values} {}

  [[nodiscard]] std::size_t scratch_bytes() const noexcept {
    return round_up(images_ * sizeof(DynamicParams), k_alignment) + images_ * values_;
  }

  struct View {
    const DynamicParams* params;  ///< one an image
    const std::int8_t* values;
  };
  /// stored = clamp(round(value / scale + zero_point)), ties away from zero. Uses the workspace's shared scratch.
  View quantize(const float* src, const Workspace& workspace) const;

 private:
  std::size_t images_;
  std::size_t values_;
};

}  // namespace wirebench::runtime::native
