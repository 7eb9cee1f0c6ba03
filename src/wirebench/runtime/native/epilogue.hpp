/// \file What happens to a finished sum: bias, scale, activation, store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wirebench/runtime/native/requantize.hpp"
#include "wirebench/runtime/native/site.hpp"

namespace wirebench::runtime::native {

/// Limits a fused activation puts on real values. NaN passes through.
struct RealRange {
  float low;
  float high;
  [[nodiscard]] float clamp(float value) const noexcept {
    value = value < low ? low : value;
    return value > high ? high : value;
  }
};
[[nodiscard]] RealRange real_range(graph::Activation activation) noexcept;

/// The same limits on stored int8 values. Source: TensorFlow Lite (a limit is zero point + round(limit / scale)).
struct StoredRange {
  std::int32_t low;
  std::int32_t high;
};
[[nodiscard]] StoredRange stored_range(graph::Activation activation, Site::PerTensor quantization) noexcept;

/// dst = clamp(sum + bias).
class FloatEpilogue {
 public:
  /// Input 2 of the site, where there is one, is the bias.
  FloatEpilogue(const Site& site, std::size_t outputs, graph::Activation activation);

  /// `count` outputs from `first` on; `sums` and `dst` point at the first of them.
  void operator()(const float* sums, std::size_t first, std::size_t count, float* dst) const noexcept;

 private:
  std::vector<float> bias_;
  RealRange range_;
};

/// dst = zero_point + round_half_even(clamp(float(sum + bias) * scale)), scale = s_src * s_weights / s_dst in float32:
/// XNNPACK's rule: docs/adr/0008.
class IntegerEpilogue {
 public:
  /// `dimension`: axis of per-axis weight scales. Refuses a missing or non-int32 bias constant, scales as
  /// Site::weight_scales() does, and rescaling factors outside (0, 256).
  IntegerEpilogue(const Site& site, std::size_t outputs, std::int32_t dimension, graph::Activation activation);

  void operator()(const std::int32_t* sums, std::size_t first, std::size_t count, std::int8_t* dst) const noexcept;

 private:
  std::vector<std::int32_t> bias_;
  std::vector<float> scale_;
  std::int32_t zero_point_;
  float low_;  ///< limits before the zero point is added
  float high_;
};

/// dst = clamp(float(sum) * (s_src * s_weights) + bias), s_src that of the image just quantised.
class HybridEpilogue {
 public:
  HybridEpilogue(const Site& site, std::size_t outputs, std::int32_t dimension, graph::Activation activation);

  void operator()(const std::int32_t* sums, std::size_t first, std::size_t count, float src_scale,
                  float* dst) const noexcept;

 private:
  std::vector<float> bias_;
  std::vector<float> scale_;
  RealRange range_;
};

}  // namespace wirebench::runtime::native
