#include "wirebench/train/pixel_encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace wirebench::train {
namespace {

constexpr double k_levels = 255.0;

}  // namespace

PixelEncoding::PixelEncoding(Scaling scaling, dataset::PixelType type, double full_scale, double reference) noexcept
    : scaling_{scaling},
      type_{type},
      full_scale_{full_scale},
      reference_{reference},
      log_of_full_scale_{std::log1p(full_scale / reference)} {}

Outcome<PixelEncoding> PixelEncoding::of(const dataset::DatasetHeader& header) {
  if (!header.configuration.is_object() || !header.configuration.contains("image")) {
    return Absent{"the dataset does not say how its pixels stand for charge: its images were not made by wirebench"};
  }
  const Json& image = header.configuration["image"];
  const auto number = [&image](const char* key) {
    const auto found = image.find(key);
    return found != image.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  if (!image.is_object() || !image.contains("scaling")) return Absent{"its image settings do not name a scaling"};
  // Studies write the number of the choice, configuration files its name.
  const Json& named = image["scaling"];
  Scaling scaling{};
  if (named == "linear" || named == 0) {
    scaling = Scaling::linear;
  } else if (named == "log" || named == 1) {
    scaling = Scaling::log;
  } else if (named == "clip" || named == 2) {
    scaling = Scaling::clip;
  } else {
    return Absent{"this version does not know the scaling " + named.dump()};
  }
  const double full_scale = number("full_scale_electrons");
  const double reference = scaling == Scaling::log ? number("log_reference_electrons") : 1.0;
  if (!(full_scale > 0.0 && reference > 0.0)) {
    return Absent{fmt::format("its full scale is {} electrons, its reference {}", full_scale, reference)};
  }
  return PixelEncoding{scaling, header.pixel_type, full_scale, reference};
}

double PixelEncoding::charge(float pixel) const noexcept {
  const double value = type_ == dataset::PixelType::uint8 ? static_cast<double>(pixel) / k_levels : pixel;
  if (!(value > 0.0)) return 0.0;
  switch (scaling_) {
    case Scaling::linear: return value * full_scale_;
    case Scaling::log: return reference_ * std::expm1(value * log_of_full_scale_);
    case Scaling::clip: return (value - 0.5 / k_levels) * full_scale_;
  }
  return 0.0;
}

float PixelEncoding::pixel(double electrons) const noexcept {
  if (!(electrons > 0.0)) return 0.0F;
  double value = 1.0;
  if (electrons < full_scale_) {
    switch (scaling_) {
      case Scaling::linear: value = electrons / full_scale_; break;
      case Scaling::log: value = std::log1p(electrons / reference_) / log_of_full_scale_; break;
      case Scaling::clip: value = std::ceil(k_levels * electrons / full_scale_) / k_levels; break;
    }
    value = std::min(value, 1.0);
  }
  return static_cast<float>(type_ == dataset::PixelType::uint8 ? std::round(k_levels * value) : value);
}

}  // namespace wirebench::train
