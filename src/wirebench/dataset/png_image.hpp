/// \file Reading PNG pictures as numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// Pixel values as stored, [C,H,W]: grey 1 channel, colour 3 (R, G, B). 8 bits and less are kept as bytes (1, 2 and 4
/// bit greys are widened to 0..255), 16 bits become float 0..65535. No gamma or colour correction.
struct PngImage {
  ImageShape shape;
  PixelType pixel_type = PixelType::uint8;
  std::vector<std::uint8_t> bytes;  ///< of uint8 pictures
  std::vector<float> values;        ///< of float32 pictures
};

/// Errors: Error(failed) when it is no PNG, damaged, larger than 16384 pixels a side, or has transparent pixels (an
/// alpha channel that is opaque everywhere is dropped). Thread-safe.
[[nodiscard]] PngImage read_png(const std::filesystem::path& path);

}  // namespace wirebench::dataset
