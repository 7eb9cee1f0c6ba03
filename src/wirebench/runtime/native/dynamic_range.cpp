#include "wirebench/runtime/native/dynamic_range.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/runtime/native/multiversion.hpp"

namespace wirebench::runtime::native {
namespace {

struct Extremes {
  float smallest;
  float largest;
};

// Sixteen running extremes side by side: one would be a chain of dependent comparisons.
WIREBENCH_MULTIVERSION
Extremes extremes(const float* values, std::size_t count) {
  constexpr std::size_t k_lanes = 16;
  float low[k_lanes] = {};  // the range always contains 0
  float high[k_lanes] = {};
  std::size_t i = 0;
  for (; i + k_lanes <= count; i += k_lanes) {
    for (std::size_t lane = 0; lane < k_lanes; ++lane) {
      const float value = values[i + lane];
      low[lane] = value < low[lane] ? value : low[lane];
      high[lane] = value > high[lane] ? value : high[lane];
    }
  }
  for (; i < count; ++i) {
    low[0] = std::min(low[0], values[i]);
    high[0] = std::max(high[0], values[i]);
  }
  return {*std::min_element(low, low + k_lanes), *std::max_element(high, high + k_lanes)};
}

WIREBENCH_MULTIVERSION
void quantize_values(const float* __restrict src, std::size_t count, float inverse_scale, float zero_point,
                     std::int8_t* __restrict dst) {
  for (std::size_t i = 0; i < count; ++i) {
    float value = src[i] * inverse_scale + zero_point;
    value = value > -128.0F ? value : -128.0F;  // NaN too
    value = value < 127.0F ? value : 127.0F;
    dst[i] = static_cast<std::int8_t>(static_cast<std::int32_t>(value + (value < 0.0F ? -0.5F : 0.5F)));
  }
}

}  // namespace

DynamicParams dynamic_params(float smallest, float largest) noexcept {
  const double low = std::min(0.0F, smallest);
  const double high = std::max(0.0F, largest);
  if (!(high - low > 0.0) || !std::isfinite(high - low)) {
    return {};
  }
  const double scale = (high - low) / 255.0;
  const double from_low = -128.0 - low / scale;
  const double from_high = 127.0 - high / scale;
  // The one computed from the smaller terms carries the smaller rounding error.
  const double zero_point = 128.0 + std::abs(low / scale) < 127.0 + std::abs(high / scale) ? from_low : from_high;
  return {static_cast<float>(scale), static_cast<std::int32_t>(std::round(std::clamp(zero_point, -128.0, 127.0)))};
}

DynamicSource::View DynamicSource::quantize(const float* src, const Workspace& workspace) const {
  auto* params = reinterpret_cast<DynamicParams*>(workspace.shared_scratch());
  auto* stored = reinterpret_cast<std::int8_t*>(workspace.shared_scratch() +
                                                round_up(images_ * sizeof(DynamicParams), k_alignment));
  constexpr std::size_t k_piece = 32 * 1024;
  const std::size_t pieces = (values_ + k_piece - 1) / k_piece;
  for (std::size_t image = 0; image < images_; ++image) {
    const float* values = src + image * values_;
    const Extremes found = extremes(values, values_);
    params[image] = dynamic_params(found.smallest, found.largest);
    const DynamicParams p = params[image];
    workspace.pool().run(pieces, [&](std::size_t piece, std::size_t) {
      const std::size_t first = piece * k_piece;
      quantize_values(values + first, std::min(k_piece, values_ - first), 1.0F / p.scale,
                      static_cast<float>(p.zero_point), stored + image * values_ + first);
    });
  }
  return {params, stored};
}

}  // namespace wirebench::runtime::native
