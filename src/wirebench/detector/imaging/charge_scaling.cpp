#include "wirebench/detector/imaging/charge_scaling.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_levels = 255.0;

}  // namespace

ChargeScaling::ChargeScaling(const ImageOptions& options) noexcept
    : scaling_{options.scaling},
      full_scale_{options.full_scale_electrons},
      reference_{options.log_reference_electrons},
      log_of_full_scale_{std::log1p(options.full_scale_electrons / options.log_reference_electrons)} {
  WIREBENCH_EXPECT(full_scale_ > 0.0 && reference_ > 0.0);
}

double ChargeScaling::operator()(double electrons) const noexcept {
  WIREBENCH_EXPECT(!std::isnan(electrons));
  if (electrons <= 0.0) return 0.0;
  if (electrons >= full_scale_) return 1.0;
  switch (scaling_) {
    case Scaling::linear: return electrons / full_scale_;
    case Scaling::log: return std::min(1.0, std::log1p(electrons / reference_) / log_of_full_scale_);
    case Scaling::clip: return std::min(k_levels, std::ceil(k_levels * electrons / full_scale_)) / k_levels;
  }
  return 0.0;
}

std::uint8_t ChargeScaling::quantized(double electrons) const noexcept {
  if (electrons == 0.0) return 0;  // most of an image is empty
  return static_cast<std::uint8_t>(std::lround(k_levels * (*this)(electrons)));
}

}  // namespace wirebench::detector
