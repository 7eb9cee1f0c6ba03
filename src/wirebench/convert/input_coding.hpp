/// \file How pixels become the codes of a quantised input.
#pragma once

#include "wirebench/convert/calibrate.hpp"
#include "wirebench/graph/graph.hpp"

namespace wirebench::convert {

/// int8 parameters of the network's input.
struct InputCoding {
  graph::QuantParams params;
  /// Whether the uint8 code of a pixel value 0..255 is that value itself (int8: less 128), because preprocessing treats
  /// all channels alike. Otherwise codes come from the preprocessed value by scale and zero point.
  bool pixel_codes = false;
  /// What a pixel's preprocessed value exceeds scale * (code - zero_point) by: at most half a scale, because zero
  /// points are whole numbers (for x / 127.5 - 1 no code stands exactly for 0). Always 0 without pixel_codes.
  double shift = 0.0;
};

/// The coding of inputs preprocessed by `preprocessing`, of which `observed` was seen in `channels` channels (1..3).
/// Covers everything pixels 0..255 can give; `observed` beyond that (float images) widens it and ends pixel codes.
[[nodiscard]] InputCoding input_coding(const graph::Preprocessing& preprocessing, std::size_t channels,
                                       const ValueRange& observed);

}  // namespace wirebench::convert
