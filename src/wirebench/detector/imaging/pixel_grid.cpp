#include "wirebench/detector/imaging/pixel_grid.hpp"

#include "wirebench/core/error.hpp"

namespace wirebench::detector {
namespace {

/// A whole number where the quotient is one but for rounding, so that wires fall into pixels exactly.
double snapped_ratio(double pixel, double pitch) {
  const double ratio = pixel / pitch;
  const double whole = std::round(ratio);
  return std::abs(ratio - whole) < 1.0e-9 * ratio && whole > 0.0 ? whole : ratio;
}

}  // namespace

PixelSize pixel_size(const ImageOptions& options, const DetectorPreset& preset) {
  PixelSize size;
  if (options.readout_pixel) {
    if (preset.mode != DetectorMode::full) {
      throw Error{ErrorKind::usage,
                  {"pixels in wires and ticks", "pixel_ticks",
                   "the detector '" + preset.name + "' projects the charge: it has no drift time and no ticks",
                   "Give pixel_mm, or take a detector with a readout, such as poster-full."}};
    }
    const Time time = options.readout_pixel->ticks * preset.readout.window.tick;
    size.drift = preset.drift.velocity.value() * time.value();
    size.wires.fill(options.readout_pixel->wires);
    return size;
  }
  size.drift = options.pixel.in(units::millimeter);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    size.wires[plane] = snapped_ratio(size.drift, preset.planes[plane].pitch.in(units::millimeter));
  }
  return size;
}

}  // namespace wirebench::detector
