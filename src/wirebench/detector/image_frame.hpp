/// \file Which square of each view the image shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "wirebench/detector/image_options.hpp"
#include "wirebench/detector/wire_charge.hpp"

namespace wirebench::detector {

/// Lower edges of the frame. It begins at the boundary of a wire's cell in every plane, so that a pixel whose side is a
/// multiple of the pitch holds whole wires.
struct ImageFrame {
  double drift_low = 0.0;                           ///< mm
  std::array<std::int32_t, k_planes> first_wire{};  ///< first wire of the frame
};

/// Chooses the frame of an event. Thread-safety: immutable.
class FrameChoice {
 public:
  FrameChoice(const ImageOptions& options, const WireProjection& projection);

  /// An event without charge (and crop other than vertex) gets a frame around the origin of coordinates.
  /// Errors: Error(failed) naming the event when crop is `vertex` and `vertex` absent.
  [[nodiscard]] ImageFrame operator()(const WirePlaneCharge& charge, const std::optional<transport::Position>& vertex,
                                      std::uint64_t event_id) const;

 private:
  [[nodiscard]] ImageFrame around_vertex(const transport::Position& vertex) const;
  [[nodiscard]] ImageFrame around_mean(const WirePlaneCharge& charge) const;
  [[nodiscard]] ImageFrame densest(const WirePlaneCharge& charge) const;
  [[nodiscard]] std::int32_t snap(double wire_position) const;

  WireProjection projection_;
  Crop crop_;
  double vertex_fraction_;
  double pixel_;  // mm
  std::uint32_t size_;
};

}  // namespace wirebench::detector
