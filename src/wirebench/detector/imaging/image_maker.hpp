/// \file From the energy deposits of an event to its image.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "wirebench/detector/detector_chain.hpp"
#include "wirebench/detector/detector_preset.hpp"
#include "wirebench/detector/imaging/charge_scaling.hpp"
#include "wirebench/detector/imaging/image_frame.hpp"
#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/detector/imaging/pixel_grid.hpp"
#include "wirebench/detector/wire_charge.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// An image and what it shows of its event.
struct EventImage {
  std::uint32_t size = 0;
  /// [3, size, size]: plane, drift (row 0 at the smallest coordinate), wire (column 0 at the smallest). The type is the
  /// one of ImageOptions::pixel_value.
  std::variant<std::vector<std::uint8_t>, std::vector<float>> pixels;
  /// [3, size, size]: PixelParticle of each pixel (truth.hpp), by the true charge; empty unless asked for.
  std::vector<std::uint8_t> truth;
  double electrons_total = 0.0;                       ///< of the event, after recombination
  std::array<double, k_planes> electrons_in_image{};  ///< of each plane
  std::uint64_t deposits_outside = 0;                 ///< the event's own, none of whose charge is in any view
  std::uint64_t saturated_pixels = 0;                 ///< at or above full scale, all views together
  ChargeAccount account;  ///< what became of the electrons on the way; a projection loses none
};

/// Makes images: the charge on the wires (straight projection, or the whole detector), choice of the frame, pixels,
/// scaling. Deterministic: equal input and seed give equal bytes.
/// Thread-safety: calls on one object may run at the same time.
class ImageMaker {
 public:
  /// `seed`: the study's; of fluctuations and noise. Errors: Error(usage) for options out of their ranges; those of
  /// DetectorChain.
  ImageMaker(const DetectorPreset& preset, const ImageOptions& options, std::uint64_t seed = 1);

  /// Errors: Error(failed) when the crop needs a vertex and the event has none.
  [[nodiscard]] EventImage operator()(const transport::EventDeposits& event) const;

  /// The same from what the detector has made of the event. Precondition: preset of mode `full`.
  [[nodiscard]] EventImage operator()(const transport::EventDeposits& event, const DetectedEvent& detected) const;

  /// The detector of a preset of mode `full`; null of others.
  [[nodiscard]] const DetectorChain* chain() const noexcept { return chain_.get(); }

  /// The part of the detector that the image of an event will show, where that is known beforehand.
  /// Errors: Error(failed) when the crop needs a vertex and the event has none.
  [[nodiscard]] std::optional<WantedPart> wanted(const transport::EventDeposits& event) const;

 private:
  class PixelSums;
  [[nodiscard]] EventImage image_of(const transport::EventDeposits& event, const PixelSums& sums) const;
  /// Turns the electrons of pixels into their values, and counts; `pixels` hold the value of none.
  template <class Pixel, class ValueOf>
  void fill_pixels(std::span<const double> electrons, std::vector<Pixel>& pixels, const ValueOf& value_of,
                   EventImage& image) const;

  ImageOptions options_;
  Ionization ionization_;
  WireProjection projection_;
  std::shared_ptr<const DetectorChain> chain_;
  PixelGrid grid_;
  FrameChoice frame_choice_;
  ChargeScaling scaling_;
  double longest_piece_ = 0.0;  // mm
};

}  // namespace wirebench::detector
