/// \file From the energy deposits of an event to its image.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "wirebench/detector/charge_scaling.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/image_frame.hpp"
#include "wirebench/detector/image_options.hpp"
#include "wirebench/detector/wire_charge.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// An image and what it shows of its event.
struct EventImage {
  std::uint32_t size = 0;
  /// [3, size, size]: plane, drift (row 0 at the smallest coordinate), wire (column 0 at the smallest). The type is the
  /// one of ImageOptions::pixel_value.
  std::variant<std::vector<std::uint8_t>, std::vector<float>> pixels;
  double electrons_total = 0.0;                       ///< of the event, after recombination
  std::array<double, k_planes> electrons_in_image{};  ///< of each plane
  std::uint64_t deposits_outside = 0;                 ///< deposits none of whose charge is in any view
  std::uint64_t saturated_pixels = 0;                 ///< at or above full scale, all views together
};

/// Makes images: recombination, projection on the wires, choice of the frame, pixels, scaling.
/// A wire's charge is spread evenly over its cell of one pitch, so pixels need not be multiples of the pitch.
/// Deterministic: equal input gives equal bytes.
/// Thread-safety: calls on one object may run at the same time.
class ImageMaker {
 public:
  /// Errors: Error(usage) for options out of their ranges.
  ImageMaker(const DetectorPreset& preset, const ImageOptions& options);

  /// Errors: Error(failed) when the crop needs a vertex and the event has none.
  [[nodiscard]] EventImage operator()(const transport::EventDeposits& event) const;

 private:
  [[nodiscard]] std::vector<double> bin(const WirePlaneCharge& charge, const ImageFrame& frame,
                                        std::vector<bool>& deposit_seen) const;

  ImageOptions options_;
  Ionization ionization_;
  WireProjection projection_;
  FrameChoice frame_choice_;
  ChargeScaling scaling_;
  double longest_piece_ = 0.0;  // mm
  std::array<double, k_planes> wires_per_pixel_{};
};

}  // namespace wirebench::detector
