#include "wirebench/convert/input_coding.hpp"

#include <cmath>

#include "wirebench/convert/quant_params.hpp"
#include "wirebench/core/contract.hpp"

namespace wirebench::convert {

InputCoding input_coding(const graph::Preprocessing& preprocessing, std::size_t channels, const ValueRange& observed) {
  WIREBENCH_EXPECT(channels >= 1 && channels <= 3);
  ValueRange pixels;
  bool alike = true;
  for (std::size_t c = 0; c < channels; ++c) {
    pixels.include(preprocessing.offset[c]);
    pixels.include(255.0F * preprocessing.scale[c] + preprocessing.offset[c]);
    alike =
        alike && preprocessing.scale[c] == preprocessing.scale[0] && preprocessing.offset[c] == preprocessing.offset[0];
  }
  const float tolerance = (pixels.high - pixels.low) / 512.0F;
  const bool inside =
      observed.empty() || (observed.low >= pixels.low - tolerance && observed.high <= pixels.high + tolerance);

  const double scale = preprocessing.scale[0];
  const double offset = preprocessing.offset[0];
  const double exact = -128.0 - offset / scale;  // the zero point that would leave no shift
  const double zero_point = std::round(exact);
  if (alike && inside && scale > 0.0 && zero_point >= -128.0 && zero_point <= 127.0) {
    return {.params = fixed_params(preprocessing.scale[0], static_cast<std::int64_t>(zero_point)),
            .pixel_codes = true,
            .shift = scale * (zero_point - exact)};
  }
  if (!observed.empty() && !inside) pixels.include(observed);
  return {.params = activation_params(pixels), .pixel_codes = false, .shift = 0.0};
}

}  // namespace wirebench::convert
