/// \file From electrons in a pixel to a pixel value.
#pragma once

#include <cstdint>

#include "wirebench/detector/imaging/image_options.hpp"

namespace wirebench::detector {

/// The formulas of Scaling. Negative charge (noise) gives 0. Thread-safety: immutable.
class ChargeScaling {
 public:
  explicit ChargeScaling(const ImageOptions& options) noexcept;

  /// 0 to 1.
  [[nodiscard]] double operator()(double electrons) const noexcept;
  /// 0 to 255: the same, times 255 and rounded to nearest.
  [[nodiscard]] std::uint8_t quantized(double electrons) const noexcept;

 private:
  Scaling scaling_;
  double full_scale_;
  double reference_;
  double log_of_full_scale_;
};

}  // namespace wirebench::detector
