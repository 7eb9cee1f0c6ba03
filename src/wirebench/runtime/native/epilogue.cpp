#include "wirebench/runtime/native/epilogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wirebench::runtime::native {
namespace {

std::vector<float> float_bias(const Site& site, std::size_t outputs) {
  if (!site.has_input(2)) {
    return std::vector<float>(outputs, 0.0F);
  }
  const auto bias = site.constant<float>(2, graph::DataType::float32);
  if (bias.size() != outputs) {
    site.refuse(fmt::format("the bias has {} values for {} outputs", bias.size(), outputs));
  }
  return {bias.begin(), bias.end()};
}

}  // namespace

RealRange real_range(graph::Activation activation) noexcept {
  constexpr float k_infinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case graph::Activation::relu: return {0.0F, k_infinity};
    case graph::Activation::relu6: return {0.0F, 6.0F};
    case graph::Activation::none: break;
  }
  return {-k_infinity, k_infinity};
}

StoredRange stored_range(graph::Activation activation, Site::PerTensor quantization) noexcept {
  StoredRange range{-128, 127};
  const auto stored = [&](float real) {
    const float steps = std::min(std::round(real / quantization.scale), 1024.0F);  // far outside int8 is enough
    return quantization.zero_point + static_cast<std::int32_t>(steps);
  };
  if (activation != graph::Activation::none) {
    range.low = std::max(range.low, stored(0.0F));
  }
  if (activation == graph::Activation::relu6) {
    range.high = std::min(range.high, stored(6.0F));
  }
  return range;
}

FloatEpilogue::FloatEpilogue(const Site& site, std::size_t outputs, graph::Activation activation)
    : bias_{float_bias(site, outputs)}, range_{real_range(activation)} {}

void FloatEpilogue::operator()(const float* sums, std::size_t first, std::size_t count, float* dst) const noexcept {
  const float* bias = bias_.data() + first;
  for (std::size_t i = 0; i < count; ++i) {
    dst[i] = range_.clamp(sums[i] + bias[i]);
  }
}

IntegerEpilogue::IntegerEpilogue(const Site& site, std::size_t outputs, std::int32_t dimension,
                                 graph::Activation activation)
    : bias_(outputs, 0) {
  if (site.has_input(2)) {
    const auto bias = site.constant<std::int32_t>(2, graph::DataType::int32);
    if (bias.size() != outputs) {
      site.refuse(fmt::format("the bias has {} values for {} outputs", bias.size(), outputs));
    }
    std::copy(bias.begin(), bias.end(), bias_.begin());
  }
  const Site::PerTensor src = site.src_quantization();
  const Site::PerTensor dst = site.dst_quantization();
  for (const float weight_scale : site.weight_scales(outputs, dimension)) {
    scale_.push_back(src.scale * weight_scale / dst.scale);
    if (!(scale_.back() > 0.0F && scale_.back() < 256.0F)) {
      site.refuse(fmt::format("sums would be rescaled by {}, outside (0, 256)", scale_.back()));
    }
  }
  const StoredRange range = stored_range(activation, dst);
  zero_point_ = dst.zero_point;
  low_ = static_cast<float>(range.low - zero_point_);
  high_ = static_cast<float>(range.high - zero_point_);
}

void IntegerEpilogue::operator()(const std::int32_t* sums, std::size_t first, std::size_t count,
                                 std::int8_t* dst) const noexcept {
  const std::int32_t* bias = bias_.data() + first;
  const float* scale = scale_.data() + first;
  for (std::size_t i = 0; i < count; ++i) {
    // Unsigned, so that an absurd bias wraps around as in other engines and is no undefined behaviour.
    const auto sum =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(sums[i]) + static_cast<std::uint32_t>(bias[i]));
    float value = static_cast<float>(sum) * scale[i];
    value = value < low_ ? low_ : value;
    value = value > high_ ? high_ : value;
    dst[i] = static_cast<std::int8_t>(round_half_even(value) + zero_point_);
  }
}

HybridEpilogue::HybridEpilogue(const Site& site, std::size_t outputs, std::int32_t dimension,
                               graph::Activation activation)
    : bias_{float_bias(site, outputs)},
      scale_{site.weight_scales(outputs, dimension)},
      range_{real_range(activation)} {}

void HybridEpilogue::operator()(const std::int32_t* sums, std::size_t first, std::size_t count, float src_scale,
                                float* dst) const noexcept {
  const float* bias = bias_.data() + first;
  const float* scale = scale_.data() + first;
  for (std::size_t i = 0; i < count; ++i) {
    dst[i] = range_.clamp(static_cast<float>(sums[i]) * (src_scale * scale[i]) + bias[i]);
  }
}

}  // namespace wirebench::runtime::native
