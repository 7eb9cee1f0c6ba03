/// \file Which square of each view the image shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "wirebench/detector/imaging/image_options.hpp"
#include "wirebench/detector/imaging/pixel_grid.hpp"
#include "wirebench/detector/wire_charge.hpp"

namespace wirebench::detector {

/// Chooses the frame of an event. Thread-safety: immutable.
class FrameChoice {
 public:
  FrameChoice(const ImageOptions& options, const WireProjection& projection, const PixelSize& pixel);

  /// An event without charge (and crop other than vertex) gets a frame around the origin of coordinates.
  /// Errors: Error(failed) naming the event when crop is `vertex` and `vertex` absent.
  [[nodiscard]] ImageFrame operator()(const WirePlaneCharge& charge, const std::optional<transport::Position>& vertex,
                                      std::uint64_t event_id) const;

 private:
  [[nodiscard]] ImageFrame around_vertex(const transport::Position& vertex) const;
  [[nodiscard]] ImageFrame around_mean(const WirePlaneCharge& charge) const;
  [[nodiscard]] ImageFrame densest(const WirePlaneCharge& charge) const;
  [[nodiscard]] ImageFrame upstream(const WirePlaneCharge& charge) const;
  [[nodiscard]] std::int32_t snap(double wire_position) const;

  WireProjection projection_;
  Crop crop_;
  double vertex_fraction_;
  double drift_side_;                         // mm
  std::array<double, k_planes> wire_side_{};  // in wires
};

}  // namespace wirebench::detector
