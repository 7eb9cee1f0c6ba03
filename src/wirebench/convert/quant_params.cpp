#include "wirebench/convert/quant_params.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::convert {
namespace {

/// Narrower ranges carry no information, and their scale would leave the normal floats.
constexpr double k_least_width = 2e-6;

std::size_t channel_of(std::size_t element, std::size_t elements, std::size_t channels, ChannelAxis axis) {
  return axis == ChannelAxis::last ? element % channels : element / (elements / channels);
}

}  // namespace

graph::QuantParams activation_params(const ValueRange& range) {
  WIREBENCH_EXPECT(!range.empty());
  double low = std::min(double{range.low}, 0.0);
  double high = std::max(double{range.high}, 0.0);
  if (high - low < k_least_width) {
    const double more = (k_least_width - (high - low)) / 2.0;
    low -= more;
    high += more;
  }
  const auto scale = static_cast<float>((high - low) / 255.0);
  const auto zero_point = std::clamp(std::lround(-128.0 - low / double{scale}), -128L, 127L);
  return fixed_params(scale, zero_point);
}

graph::QuantParams fixed_params(float scale, std::int64_t zero_point) {
  WIREBENCH_EXPECT(scale > 0.0F);
  return {.scale = {scale}, .zero_point = {zero_point}, .quantized_dimension = 0};
}

std::size_t scale_count(const graph::Shape& shape, ChannelAxis axis) {
  switch (axis) {
    case ChannelAxis::none: return 1;
    case ChannelAxis::first: return static_cast<std::size_t>(shape.front());
    case ChannelAxis::last: return static_cast<std::size_t>(shape.back());
  }
  return 1;
}

std::vector<float> weight_scales(std::span<const float> weights, const graph::Shape& shape, ChannelAxis axis) {
  std::vector<float> scales(scale_count(shape, axis), 0.0F);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    float& largest = scales[channel_of(i, weights.size(), scales.size(), axis)];
    largest = std::max(largest, std::fabs(weights[i]));
  }
  for (float& scale : scales) scale /= 127.0F;
  return scales;
}

QuantizedWeights quantize_weights(std::span<const float> weights, const graph::Shape& shape, ChannelAxis axis,
                                  std::vector<float> scales) {
  WIREBENCH_EXPECT(scales.size() == scale_count(shape, axis));
  QuantizedWeights result;
  result.codes.resize(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float scale = scales[channel_of(i, weights.size(), scales.size(), axis)];
    result.codes[i] = static_cast<std::int8_t>(quantize_value(weights[i], scale, 0, -127, 127));
  }
  result.params.zero_point.assign(scales.size(), 0);
  result.params.scale = std::move(scales);
  result.params.quantized_dimension = axis == ChannelAxis::last ? static_cast<std::int32_t>(shape.size()) - 1 : 0;
  return result;
}

std::int32_t quantize_value(double value, double scale, std::int64_t zero_point, std::int32_t low, std::int32_t high) {
  const double code = std::round(value / scale) + static_cast<double>(zero_point);
  return static_cast<std::int32_t>(std::clamp(code, static_cast<double>(low), static_cast<double>(high)));
}

}  // namespace wirebench::convert
