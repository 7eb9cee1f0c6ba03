/// \file Cutting a square out of an image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wirebench/dataset/dataset.hpp"

namespace wirebench::dataset {

/// Where the square lies in the first spatial dimension (height; wires in DUNE-CVN maps). In the second it is always
/// centred.
enum class CropAnchor {
  centre,
  first_rows,  ///< from the first row on: DUNE-CVN maps begin where the event begins
};

/// A square of `side` x `side` pixels, every channel at the same place. Where it cannot be centred exactly, the odd row
/// or column is left out at the end.
class Crop {
 public:
  /// Errors: Error(usage) when the image is smaller than the square, or `side` is 0.
  Crop(const ImageShape& image, std::uint32_t side, CropAnchor anchor);

  [[nodiscard]] const ImageShape& shape() const noexcept { return cropped_; }

  /// Shape: [C,H,W] -> [C,side,side].
  template <class Pixel>
  void apply(std::span<const Pixel> image, std::span<Pixel> out) const;

 private:
  ImageShape image_;
  ImageShape cropped_;
  std::size_t first_row_;
  std::size_t first_column_;
};

extern template void Crop::apply(std::span<const std::uint8_t>, std::span<std::uint8_t>) const;
extern template void Crop::apply(std::span<const float>, std::span<float>) const;

}  // namespace wirebench::dataset
