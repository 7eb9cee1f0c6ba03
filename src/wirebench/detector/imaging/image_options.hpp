/// \file How wire charge becomes pixels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"

namespace wirebench::detector {

/// Which part of the event the square frame shows. Every view has the same drift range, and its own wire range.
enum class Crop : std::uint8_t {
  vertex,   ///< the interaction vertex at a fixed place of the frame
  charge,   ///< the mean position of the charge in the middle of the frame
  densest,  ///< the frame with the most charge: first the drift range, then the wire range of each plane within it
  /// the DUNE CVN pixel map: the mean of the charge in the middle of the drift, and the wires from the first one with
  /// charge on (upstream), for each plane. Source: DUNE/dunereco, CVN pixel map producer.
  cvn,
};

/// From electrons Q in a pixel to its value v in [0, 1], full scale F.
enum class Scaling : std::uint8_t {
  linear,  ///< v = min(Q / F, 1)
  log,     ///< v = min(ln(1 + Q / Q0) / ln(1 + F / Q0), 1)
  /// v = min(ceil(255 Q / F), 255) / 255, the DUNE CVN pixel map (F = 1000 there, in ADC): no charge is lost to 0
  clip,
};

enum class PixelValue : std::uint8_t {
  uint8,    ///< 255 v, rounded to nearest
  float32,  ///< v
};

/// A pixel counted in what is read out.
struct ReadoutPixel {
  double wires = 2.0;   ///< of each plane, 0.1 to 1000
  double ticks = 12.0;  ///< 0.1 to 10,000; of the detector's readout
};

/// Valid for the ranges in the comments; ImageMaker takes no others.
struct ImageOptions {
  std::uint32_t size = 64;                  ///< pixels a side, 8 to 4096
  Length pixel = 35.0 * units::millimeter;  ///< side of a pixel along the wires' coordinate and the drift, 1 to 1000 mm
  std::optional<ReadoutPixel> readout_pixel;  ///< takes the place of `pixel`; needs a detector with a readout
  Crop crop = Crop::vertex;
  double vertex_fraction = 0.1;  ///< crop vertex: place along the wire axis, 0 to 1; along the drift 0.5
  Scaling scaling = Scaling::log;
  double full_scale_electrons = 1.0e6;     ///< F: 1 to 1e12
  double log_reference_electrons = 1.0e4;  ///< Q0 of the log scaling: 1 to 1e12
  PixelValue pixel_value = PixelValue::uint8;
  bool truth = false;  ///< makes an image of the particles as well (truth.hpp)
};

/// Reads the keys of an image table: size, pixel_mm or pixel_wires and pixel_ticks, crop ("vertex", "charge",
/// "densest", "cvn"), vertex_fraction, scaling ("linear", "log", "clip"), full_scale_electrons,
/// log_reference_electrons, pixel_type ("uint8", "float32"), truth; a missing key keeps the default above. Does not
/// finish the table. Errors: Error(usage) with file and line.
[[nodiscard]] ImageOptions read_image_options(ConfigTable& table);

}  // namespace wirebench::detector
