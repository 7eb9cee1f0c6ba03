#include "wirebench/detector/imaging/image_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "wirebench/core/error.hpp"
#include "wirebench/detector/imaging/densest_window.hpp"

namespace wirebench::detector {

FrameChoice::FrameChoice(const ImageOptions& options, const WireProjection& projection, const PixelSize& pixel)
    : projection_{projection},
      crop_{options.crop},
      vertex_fraction_{options.vertex_fraction},
      drift_side_{pixel.drift * options.size} {
  for (std::size_t plane = 0; plane < k_planes; ++plane) wire_side_[plane] = pixel.wires[plane] * options.size;
}

ImageFrame FrameChoice::operator()(const WirePlaneCharge& charge, const std::optional<transport::Position>& vertex,
                                   std::uint64_t event_id) const {
  switch (crop_) {
    case Crop::vertex:
      if (!vertex) {
        throw Error{ErrorKind::failed,
                    {"no vertex to crop around", fmt::format("event_id {}", event_id),
                     "the source gives none, or the event has several interactions",
                     "Set crop = \"charge\" or \"densest\" for the images, or give a file with a 'vertices' table."}};
      }
      return around_vertex(*vertex);
    case Crop::charge: return around_mean(charge);
    case Crop::densest: return densest(charge);
    case Crop::cvn: return upstream(charge);
  }
  return {};
}

std::int32_t FrameChoice::snap(double wire_position) const {
  return static_cast<std::int32_t>(std::lround(wire_position));
}

ImageFrame FrameChoice::around_vertex(const transport::Position& vertex) const {
  ImageFrame frame;
  frame.drift_low = projection_.drift_position(vertex) - 0.5 * drift_side_;
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    frame.first_wire[plane] = snap(projection_.wire_position(plane, vertex) - vertex_fraction_ * wire_side_[plane]);
  }
  return frame;
}

ImageFrame FrameChoice::around_mean(const WirePlaneCharge& charge) const {
  ImageFrame frame;
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    double electrons = 0.0;
    double drift = 0.0;
    double wire = 0.0;
    for (const WireCharge& part : charge[plane]) {
      if (!(part.electrons > 0.0)) continue;  // noise
      electrons += part.electrons;
      drift += part.electrons * part.drift;
      wire += part.electrons * (static_cast<double>(part.wire) + 0.5);
    }
    const double drift_mean = electrons > 0.0 ? drift / electrons : 0.0;
    const double wire_mean = electrons > 0.0 ? wire / electrons : 0.5;
    // The same electrons pass all planes, so the last plane's drift range is that of all.
    frame.drift_low = drift_mean - 0.5 * drift_side_;
    frame.first_wire[plane] = snap(wire_mean - 0.5 * wire_side_[plane]);
  }
  return frame;
}

ImageFrame FrameChoice::densest(const WirePlaneCharge& charge) const {
  ImageFrame frame;
  std::vector<WeightedPoint> points;
  for (const WireCharge& part : charge.back()) {
    if (part.electrons > 0.0) points.push_back({part.drift, part.electrons});  // less is noise
  }
  frame.drift_low = densest_window(points, drift_side_);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    points.clear();
    for (const WireCharge& part : charge[plane]) {
      if (part.drift < frame.drift_low || part.drift >= frame.drift_low + drift_side_) continue;
      if (!(part.electrons > 0.0)) continue;
      points.push_back({static_cast<double>(part.wire) + 0.5, part.electrons});
    }
    frame.first_wire[plane] = snap(densest_window(points, wire_side_[plane]));
  }
  return frame;
}

ImageFrame FrameChoice::upstream(const WirePlaneCharge& charge) const {
  ImageFrame frame = around_mean(charge);
  for (std::size_t plane = 0; plane < k_planes; ++plane) {
    std::optional<std::int32_t> first;
    for (const WireCharge& part : charge[plane]) {
      if (part.electrons > 0.0) first = std::min(first.value_or(part.wire), part.wire);
    }
    if (first) frame.first_wire[plane] = *first;
  }
  return frame;
}

}  // namespace wirebench::detector
