#include "wirebench/train/flip.hpp"

#include <algorithm>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"

namespace wirebench::train {

std::string_view name(Flip flip) noexcept {
  switch (flip) {
    case Flip::none: return "none";
    case Flip::height: return "height";
    case Flip::width: return "width";
    case Flip::both: break;
  }
  return "both";
}

void flip_at_random(std::span<float> image, const dataset::ImageShape& shape, Flip allowed, std::uint64_t seed,
                    std::uint64_t epoch, std::uint64_t position) {
  WIREBENCH_EXPECT(image.size() == shape.pixels());
  if (allowed == Flip::none) return;
  RandomStream random{seed, RandomStage::augmentation, (epoch << 32U) | position};
  // Both numbers are always drawn, so that one axis' choice does not depend on whether the other is allowed.
  const bool draw_height = random.below(2) == 1;
  const bool draw_width = random.below(2) == 1;
  const bool height = draw_height && (allowed == Flip::height || allowed == Flip::both);
  const bool width = draw_width && (allowed == Flip::width || allowed == Flip::both);
  for (std::size_t c = 0; c < shape.channels; ++c) {
    const auto plane = image.subspan(c * shape.height * shape.width, std::size_t{shape.height} * shape.width);
    const auto row = [&](std::size_t r) { return plane.subspan(r * shape.width, shape.width); };
    if (height) {
      for (std::size_t top = 0, bottom = shape.height; top + 1 < bottom--; ++top) {
        std::swap_ranges(row(top).begin(), row(top).end(), row(bottom).begin());
      }
    }
    if (width) {
      for (std::size_t r = 0; r < shape.height; ++r) std::reverse(row(r).begin(), row(r).end());
    }
  }
}

}  // namespace wirebench::train
