/// \file All anodes of a detector, in the input's coordinates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/anode.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Whether wires end at the edges of their face or go on, round the frame, on the other one.
enum class Winding : std::uint8_t { flat, wrapped };

/// What a layer of wires adds to its view's angle and pitch (WirePlane).
struct LayerDescription {
  Length to_collection;  ///< distance from the collection plane, 0 for the last layer, falling from layer to layer
  Winding winding = Winding::flat;
  /// Wires on each face (flat) or channels of an anode (wrapped). Absent: as many as fit at the pitch.
  std::optional<std::uint32_t> wires;
};

/// Where the electronics of wrapped wires are; their wires start at this edge.
enum class ReadoutEnd : std::uint8_t { top, bottom };

/// One anode, or `copies` of it side by side along the beam.
struct AnodeDescription {
  Length drift;             ///< coordinate of the middle of the frame
  Length half_thickness;    ///< from there to the collection plane of a face
  Interval vertical;        ///< mm
  Interval beam;            ///< mm, of the first copy
  std::vector<Side> sides;  ///< faces that have a drift volume: one or both
  ReadoutEnd readout_end = ReadoutEnd::top;
  std::uint32_t copies = 1;
  Length copy_step;   ///< from a copy to the next one
  std::string where;  ///< of the description, for messages: "file:line: anode"
};

/// A detector's wires and drift volumes.
struct GeometryDescription {
  std::array<WirePlane, k_planes> views;            ///< as the first face of the first anode has them, by layer
  std::array<LayerDescription, k_planes> layers{};  ///< by layer, the last one collects
  Length drift_length;                              ///< from the cathode to the first layer
  std::vector<AnodeDescription> anodes;
  /// Where the origin of the input's coordinates is in the coordinates of this description: drift, vertical, beam.
  std::array<Length, 3> input_origin{};
};

/// Drift volumes, wires and channels of a detector. All coordinates are the input's: drift, vertical and beam along the
/// axes that Directions names.
///
/// Faces. An anode seen from its other side is the same frame turned round: a wire that leans by +a on one face leans
/// by -a on the other. So a face towards the other side than the first anode's first one shows, with its layer of angle
/// a, the view of angle -a; such a view must exist.
///
/// Flat wires are centred on the face. Wrapped wires start at the readout edge, evenly over both faces, and go round
/// the frame at their angle: channel k starts (k + 0.5) horizontal spacings from the low-beam corner of the `below`
/// face, counted along the beam on that face and back on the other. That closes only if the spacing divides the way
/// round, so the pitch becomes the nearest one that does. The sides of the frame are taken to have no width.
/// Thread-safety: immutable.
class Geometry {
 public:
  /// Errors: Error(usage) for an impossible geometry: volumes that overlap, a rectangle without area, a number of wires
  /// that the face has no room for, wrapped wires on an anode with one face or whose pitch would have to change by more
  /// than 0.5 %, a turned face whose angles are not those of the views.
  explicit Geometry(const GeometryDescription& description);

  [[nodiscard]] std::span<const Anode> anodes() const noexcept { return anodes_; }
  [[nodiscard]] std::span<const AnodeFace> faces() const noexcept { return faces_; }
  /// Channels of all anodes.
  [[nodiscard]] std::uint32_t channels() const noexcept { return channels_; }
  /// Pitch of a view, mm: the pitch of all face planes that show it.
  [[nodiscard]] double pitch(std::size_t view) const { return pitches_[view]; }
  /// What was asked for.
  [[nodiscard]] const GeometryDescription& description() const noexcept { return description_; }

  /// The face in whose drift volume a place is (mm); absent outside every volume.
  [[nodiscard]] std::optional<std::uint32_t> find_face(double drift, const PlanePoint& point) const noexcept;
  [[nodiscard]] const FacePlane& plane(const WireSegment& segment, std::uint32_t layer) const {
    return faces_[segment.face].planes[layer];
  }

 private:
  void add_anode(const AnodeDescription& description, double beam_shift);
  void add_layer(Anode& anode, const AnodeDescription& description, std::uint32_t layer);

  GeometryDescription description_;
  std::array<double, k_planes> pitches_{};
  std::vector<Anode> anodes_;
  std::vector<AnodeFace> faces_;
  std::uint32_t channels_ = 0;
};

}  // namespace wirebench::detector
