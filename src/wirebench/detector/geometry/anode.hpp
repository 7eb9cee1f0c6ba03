/// \file Anodes: frames with wire planes on one face or on both, and the channels their wires are read out through.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/detector/geometry/rectangle.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Side of an anode: where the drift volume of a face lies, by the drift coordinate.
enum class Side : std::uint8_t {
  below,  ///< smaller drift coordinates: the electrons drift towards larger ones
  above,  ///< larger drift coordinates
};

/// Wires of one layer on one face: parallel, evenly spaced, cut to the face's rectangle.
struct FacePlane {
  std::uint32_t layer = 0;  ///< in the order the electrons meet them; the last one collects
  std::uint32_t view = 0;   ///< index of the view (plane of the preset) it shows: has that view's angle and pitch
  WireDirection direction{Angle{}};
  double pitch = 0.0;                   ///< mm
  double first_wire = 0.0;              ///< mm, coordinate of wire 0 across the wires
  std::vector<float> lengths;           ///< mm, of each wire on this face
  std::vector<std::uint32_t> channels;  ///< number, within the anode's layer, of the channel each wire belongs to

  [[nodiscard]] std::uint32_t wires() const noexcept { return static_cast<std::uint32_t>(channels.size()); }
  /// In units of the pitch: k at wire k, k + 0.5 half way to the next one. Not bounded.
  [[nodiscard]] double wire_position(const PlanePoint& point) const noexcept {
    return (direction.across(point) - first_wire) / pitch;
  }
  /// The wire nearest to `point`; absent where that would be beyond the first or the last wire's cell.
  [[nodiscard]] std::optional<std::uint32_t> nearest_wire(const PlanePoint& point) const noexcept {
    const double nearest = std::floor(wire_position(point) + 0.5);
    if (!(nearest >= 0.0 && nearest < static_cast<double>(wires()))) return std::nullopt;
    return static_cast<std::uint32_t>(nearest);
  }
  /// mm across the wires.
  [[nodiscard]] double across(std::uint32_t wire) const noexcept { return first_wire + wire * pitch; }
  /// Number of a wire in its view, where all anodes are stitched: that of the cell of wire_plane.hpp (wire k at the
  /// coordinate k * pitch from the origin of the input's coordinates) which the wire is in. Different wires of a face
  /// have different numbers; wires of different faces that continue one another have the same or neighbouring ones.
  [[nodiscard]] std::int32_t view_wire(std::uint32_t wire) const noexcept {
    return static_cast<std::int32_t>(std::floor(first_wire / pitch + 0.5)) + static_cast<std::int32_t>(wire);
  }
};

/// One face of an anode with its drift volume, from the first wire plane to the cathode.
struct AnodeFace {
  std::uint32_t anode = 0;  ///< index in Geometry::anodes()
  Side side = Side::below;
  Interval drift;                          ///< mm, of the drift volume
  Rectangle rectangle;                     ///< of the drift volume and of the wires
  double collection = 0.0;                 ///< mm, drift coordinate of the collection plane
  std::array<FacePlane, k_planes> planes;  ///< by layer

  /// Drift coordinate of the cathode, mm.
  [[nodiscard]] double cathode() const noexcept { return side == Side::below ? drift.low : drift.high; }
  /// mm from `drift_coordinate` to the collection plane.
  [[nodiscard]] double drift_distance(double drift_coordinate) const noexcept {
    return side == Side::below ? collection - drift_coordinate : drift_coordinate - collection;
  }
  /// The drift coordinate `distance` mm before the collection plane: the inverse.
  [[nodiscard]] double drift_coordinate(double distance) const noexcept {
    return side == Side::below ? collection - distance : collection + distance;
  }
};

/// A stretch of a channel's wire on a face.
struct WireSegment {
  std::uint32_t face = 0;  ///< index in Geometry::faces()
  std::uint32_t wire = 0;  ///< in that face's plane of the layer
};

/// The channels of one layer of an anode. Where the wires are wrapped round the frame a channel has several segments,
/// on both faces; else it has one.
class ChannelLayer {
 public:
  ChannelLayer() = default;
  /// `segments` of each channel from its readout end, with `lengths` in mm of the whole channels.
  ChannelLayer(std::uint32_t first_channel, std::vector<std::vector<WireSegment>> segments, std::vector<float> lengths);

  [[nodiscard]] std::uint32_t channels() const noexcept { return static_cast<std::uint32_t>(lengths_.size()); }
  /// Number of channel 0 in the whole detector.
  [[nodiscard]] std::uint32_t first_channel() const noexcept { return first_channel_; }
  /// Segments of a channel, from its readout end. Precondition: channel < channels().
  [[nodiscard]] std::span<const WireSegment> segments(std::uint32_t channel) const noexcept {
    return std::span{segments_}.subspan(begins_[channel], begins_[channel + 1] - begins_[channel]);
  }
  /// mm of wire of a channel, all segments together: what its electronics noise depends on.
  [[nodiscard]] double length(std::uint32_t channel) const noexcept { return lengths_[channel]; }

 private:
  std::uint32_t first_channel_ = 0;
  std::vector<std::uint32_t> begins_{0};
  std::vector<WireSegment> segments_;
  std::vector<float> lengths_;
};

/// A set of wire planes read out together (DUNE: an anode plane assembly).
struct Anode {
  std::vector<std::uint32_t> faces;           ///< indices in Geometry::faces()
  std::array<ChannelLayer, k_planes> layers;  ///< by layer, the order of FacePlane::layer
};

}  // namespace wirebench::detector
