#include "wirebench/detector/geometry/geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/error.hpp"
#include "wirebench/detector/geometry/lay_wires.hpp"

namespace wirebench::detector {
namespace {

/// Volumes may overlap by this much (mm): a shared edge, rounded.
constexpr double k_overlap_tolerance = 1.0e-6;
constexpr double k_same_angle = 1.0e-9;  // rad
constexpr double k_same_pitch = 1.0e-6;  // relative

[[noreturn]] void impossible(const std::string& where, const std::string& why, const std::string& remedy) {
  throw Error{ErrorKind::usage, {"impossible geometry", where, why, remedy}};
}

Interval shifted(const Interval& interval, double by) {
  return {interval.low + by, interval.high + by};
}

bool overlap(const Interval& a, const Interval& b) {
  return std::min(a.high, b.high) - std::max(a.low, b.low) > k_overlap_tolerance;
}

bool overlap(const AnodeFace& a, const AnodeFace& b) {
  return overlap(a.drift, b.drift) && overlap(a.rectangle.vertical, b.rectangle.vertical) &&
         overlap(a.rectangle.beam, b.rectangle.beam);
}

/// The views of the layers of a face, by layer; `is_turned` where the frame is seen from its other side.
std::array<std::uint32_t, k_planes> views_of_layers(const std::array<WirePlane, k_planes>& views, bool is_turned,
                                                    const std::string& where) {
  std::array<std::uint32_t, k_planes> result{};
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    const double angle = is_turned ? -views[layer].angle.value() : views[layer].angle.value();
    const auto* const found = std::find_if(views.begin(), views.end(), [angle](const WirePlane& view) {
      return std::abs(view.angle.value() - angle) < k_same_angle;
    });
    if (found == views.end()) {
      impossible(where,
                 fmt::format("seen from its other side, the wires of layer {} lean by {:.4g} degrees, and no view does",
                             views[layer].name, Angle{angle}.in(units::degree)),
                 "Give planes of opposite angles, or anodes that all face one way.");
    }
    result[layer] = static_cast<std::uint32_t>(found - views.begin());
  }
  return result;
}

}  // namespace

Geometry::Geometry(const GeometryDescription& description) : description_{description} {
  WIREBENCH_EXPECT(!description.anodes.empty() && !description.anodes.front().sides.empty());
  WIREBENCH_EXPECT(description.drift_length.value() > 0.0);
  for (const AnodeDescription& anode : description_.anodes) {
    for (std::uint32_t copy = 0; copy < anode.copies; ++copy) add_anode(anode, copy * anode.copy_step.value());
  }
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!overlap(faces_[i], faces_[j])) continue;
      impossible(description_.anodes.back().where,
                 fmt::format("the drift volumes of anodes {} and {} overlap", faces_[j].anode, faces_[i].anode),
                 "Move an anode, or shorten drift_length_mm.");
    }
  }
}

void Geometry::add_anode(const AnodeDescription& description, double beam_shift) {
  const std::array<Length, 3>& origin = description_.input_origin;
  const auto anode_number = static_cast<std::uint32_t>(anodes_.size());
  const Rectangle rectangle{shifted(description.vertical, -origin[1].value()),
                            shifted(description.beam, beam_shift - origin[2].value())};
  if (!(rectangle.vertical.size() > 0.0 && rectangle.beam.size() > 0.0)) {
    impossible(description.where, "the rectangle of the wires has no area", "Give [low, high] with low < high.");
  }
  const Side reference = description_.anodes.front().sides.front();
  Anode anode;
  for (const Side side : description.sides) {
    AnodeFace face;
    face.anode = anode_number;
    face.side = side;
    face.rectangle = rectangle;
    const double outwards = side == Side::below ? -1.0 : 1.0;
    face.collection = description.drift.value() - origin[0].value() + outwards * description.half_thickness.value();
    const double first_layer = face.collection + outwards * description_.layers.front().to_collection.value();
    const double cathode = first_layer + outwards * description_.drift_length.value();
    face.drift = {std::min(first_layer, cathode), std::max(first_layer, cathode)};
    const auto views = views_of_layers(description_.views, side != reference, description.where);
    for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
      FacePlane& plane = face.planes[layer];
      plane.layer = layer;
      plane.view = views[layer];
      plane.direction = WireDirection{description_.views[plane.view].angle};
    }
    anode.faces.push_back(static_cast<std::uint32_t>(faces_.size()));
    faces_.push_back(std::move(face));
  }
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) add_layer(anode, description, layer);
  anodes_.push_back(std::move(anode));
}

void Geometry::add_layer(Anode& anode, const AnodeDescription& description, std::uint32_t layer) {
  const LayerDescription& wanted = description_.layers[layer];
  const double pitch = description_.views[layer].pitch.value();
  const std::string where = fmt::format("{}, plane {}", description.where, description_.views[layer].name);
  const Rectangle& rectangle = faces_[anode.faces.front()].rectangle;
  // The faces of the anode in the order they are laid in, each with the wires of `laid` it has.
  std::vector<std::uint32_t> order = anode.faces;
  LaidWires laid;
  if (wanted.winding == Winding::wrapped) {
    if (order.size() != 2) {
      impossible(where, "wrapped wires need both faces of the frame", "Give sides = \"both\", or winding = \"flat\".");
    }
    if (faces_[order.front()].side != Side::below) std::reverse(order.begin(), order.end());
    const FacePlane& plane = faces_[order.front()].planes[layer];
    const double readout =
        description.readout_end == ReadoutEnd::top ? rectangle.vertical.high : rectangle.vertical.low;
    laid = lay_wrapped(rectangle, description_.views[plane.view].angle, pitch, wanted.wires, readout, where);
  } else {
    for (const std::uint32_t face : order) {
      const Angle angle = description_.views[faces_[face].planes[layer].view].angle;
      LaidWires one = lay_flat(rectangle, angle, pitch, wanted.wires, where);
      for (std::uint32_t& channel : one.faces.front().channels) channel += laid.channels;
      laid.pitch = one.pitch;
      laid.channels += one.channels;
      laid.faces.push_back(std::move(one.faces.front()));
    }
  }

  struct Placed {
    WireSegment segment;
    double from_readout;
  };
  std::vector<std::vector<Placed>> placed(laid.channels);
  std::vector<float> lengths(laid.channels, 0.0F);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const LaidFace& from = laid.faces[i];
    FacePlane& plane = faces_[order[i]].planes[layer];
    double& view_pitch = pitches_[plane.view];
    if (view_pitch > 0.0 && std::abs(view_pitch / laid.pitch - 1.0) > k_same_pitch) {
      impossible(where,
                 fmt::format("its wires are at {} mm, those of another face in the same view at {} mm", laid.pitch,
                             view_pitch),
                 "Give planes that show one view the same pitch.");
    }
    view_pitch = laid.pitch;
    plane.pitch = laid.pitch;
    plane.first_wire = from.first_wire;
    plane.channels = from.channels;
    for (std::uint32_t wire = 0; wire < plane.wires(); ++wire) {
      const auto length = static_cast<float>(from.lengths[wire]);
      plane.lengths.push_back(length);
      lengths[from.channels[wire]] += length;
      placed[from.channels[wire]].push_back({{order[i], wire}, from.from_readout[wire]});
    }
  }
  std::vector<std::vector<WireSegment>> segments(laid.channels);
  for (std::size_t channel = 0; channel < placed.size(); ++channel) {
    auto& parts = placed[channel];
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Placed& a, const Placed& b) { return a.from_readout < b.from_readout; });
    std::transform(parts.begin(), parts.end(), std::back_inserter(segments[channel]),
                   [](const Placed& part) { return part.segment; });
  }
  anode.layers[layer] = ChannelLayer{channels_, std::move(segments), std::move(lengths)};
  channels_ += laid.channels;
}

std::optional<std::uint32_t> Geometry::find_face(double drift, const PlanePoint& point) const noexcept {
  for (std::uint32_t face = 0; face < faces_.size(); ++face) {
    const AnodeFace& candidate = faces_[face];
    if (candidate.drift.contains(drift) && candidate.rectangle.vertical.contains(point.vertical) &&
        candidate.rectangle.beam.contains(point.beam)) {
      return face;
    }
  }
  return std::nullopt;
}

}  // namespace wirebench::detector
