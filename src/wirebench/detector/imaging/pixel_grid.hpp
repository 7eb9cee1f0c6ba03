/// \file Which pixels of an image charge on a wire falls into.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/detector/wire_charge.hpp"

namespace wirebench::detector {

/// Sides of a pixel.
struct PixelSize {
  double drift = 0.0;                    ///< mm
  std::array<double, k_planes> wires{};  ///< of each plane; a whole number where it is one but for rounding
};

/// Errors: Error(usage) where pixels are counted in ticks and the detector has no readout.
[[nodiscard]] PixelSize pixel_size(const ImageOptions& options, const DetectorPreset& preset);

/// Lower edges of an image's frame. It begins at the boundary of a wire's cell in every plane, so that a pixel of whole
/// wires holds them.
struct ImageFrame {
  double drift_low = 0.0;                           ///< mm
  std::array<std::int32_t, k_planes> first_wire{};  ///< first wire of the frame
};

/// Square images of one plane each: rows along the drift, columns across the wires. Thread-safety: immutable.
class PixelGrid {
 public:
  PixelGrid(std::uint32_t size, const PixelSize& pixel) noexcept : size_{size}, pixel_{pixel} {
    for (std::size_t plane = 0; plane < k_planes; ++plane) pixels_a_wire_[plane] = 1.0 / pixel.wires[plane];
  }

  /// Calls visit(index, share) for each pixel a wire's cell overlaps: `index` in [planes, rows, columns], `share` of
  /// the charge. A wire's charge is spread evenly over its cell of one pitch, so pixels need not hold whole wires.
  template <class Visit>
  void pixels(std::size_t plane, const WireCharge& part, const ImageFrame& frame, const Visit& visit) const {
    const double row = (part.drift - frame.drift_low) / pixel_.drift;
    const auto size = static_cast<double>(size_);
    if (!(row >= 0.0 && row < size)) return;
    const double ratio = pixel_.wires[plane];
    // The wire's cell [low, low + 1) in wires from the frame's edge, shared among the pixels it overlaps.
    const double low = static_cast<double>(part.wire) - static_cast<double>(frame.first_wire[plane]);
    if (low < -1.0 || low >= size * ratio) return;
    // Rounding may begin a pixel too early or too late: what is in it then is rounding too.
    const double first = low > 0.0 ? static_cast<double>(static_cast<std::uint32_t>(low * pixels_a_wire_[plane])) : 0.0;
    const std::size_t line = (plane * size_ + static_cast<std::size_t>(row)) * size_;
    for (double column = first; column < size && column * ratio < low + 1.0; column += 1.0) {
      const double share = std::min(low + 1.0, (column + 1.0) * ratio) - std::max(low, column * ratio);
      // Less is rounding, and must not light up a pixel.
      if (share > 1.0e-9) visit(line + static_cast<std::size_t>(column), share);
    }
  }

  [[nodiscard]] const PixelSize& pixel() const noexcept { return pixel_; }
  [[nodiscard]] std::size_t pixels_a_plane() const noexcept { return std::size_t{size_} * size_; }

 private:
  std::uint32_t size_;
  PixelSize pixel_;
  std::array<double, k_planes> pixels_a_wire_{};
};

}  // namespace wirebench::detector
