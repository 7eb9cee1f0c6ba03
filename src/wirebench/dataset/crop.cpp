#include "wirebench/dataset/crop.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"

namespace wirebench::dataset {

Crop::Crop(const ImageShape& image, std::uint32_t side, CropAnchor anchor)
    : image_{image}, cropped_{.channels = image.channels, .height = side, .width = side} {
  if (side == 0 || side > image.height || side > image.width) {
    throw Error{ErrorKind::usage,
                {"crop does not fit", fmt::format("{} x {}", side, side),
                 fmt::format("the images have {} x {} pixels", image.height, image.width),
                 fmt::format("Choose a crop of 1 to {}.", std::min(image.height, image.width))}};
  }
  first_row_ = anchor == CropAnchor::centre ? (image.height - side) / 2 : 0;
  first_column_ = (image.width - side) / 2;
}

template <class Pixel>
void Crop::apply(std::span<const Pixel> image, std::span<Pixel> out) const {
  WIREBENCH_EXPECT(image.size() == image_.pixels() && out.size() == cropped_.pixels());
  const std::size_t side = cropped_.width;
  auto to = out.begin();
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t row = first_row_; row < first_row_ + side; ++row) {
      const std::size_t from = (channel * image_.height + row) * image_.width + first_column_;
      const auto line = image.subspan(from, side);
      to = std::copy(line.begin(), line.end(), to);
    }
  }
}

template void Crop::apply(std::span<const std::uint8_t>, std::span<std::uint8_t>) const;
template void Crop::apply(std::span<const float>, std::span<float>) const;

}  // namespace wirebench::dataset
