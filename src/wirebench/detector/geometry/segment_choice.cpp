#include "wirebench/detector/geometry/segment_choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

SegmentChoice::SegmentChoice(const Geometry& geometry, std::uint32_t anode,
                             const std::array<std::span<const ChannelCharge>, k_planes>& charges, Time bin)
    : geometry_{&geometry}, anode_{anode}, bin_{bin.value()} {
  WIREBENCH_EXPECT(bin_ > 0.0 && anode < geometry.anodes().size());
  const Anode& read_out = geometry.anodes()[anode];
  double first = std::numeric_limits<double>::max();
  double last = std::numeric_limits<double>::lowest();
  for (const auto& layer : charges) {
    for (const ChannelCharge& part : layer) {
      first = std::min(first, part.time);
      last = std::max(last, part.time);
    }
  }
  first_time_ = last < first ? 0.0 : bin_ * std::floor(first / bin_);
  bins_ = last < first ? 0 : bin_of(last) + 1;

  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    channels_[layer] = read_out.layers[layer].channels();
    std::vector<float>& near = near_charge_[layer];
    near.assign(static_cast<std::size_t>(bins_) * channels_[layer], 0.0F);
    for (const ChannelCharge& part : charges[layer]) {
      WIREBENCH_EXPECT(part.channel < channels_[layer]);
      if (!(part.electrons > 0.0)) continue;
      const std::int64_t moment = bin_of(part.time);
      for (std::int64_t row = std::max<std::int64_t>(moment - 1, 0); row <= std::min(moment + 1, bins_ - 1); ++row) {
        near[static_cast<std::size_t>(row) * channels_[layer] + part.channel] += static_cast<float>(part.electrons);
      }
    }
  }
  collect_hits();
}

void SegmentChoice::collect_hits() {
  const Anode& read_out = geometry_->anodes()[anode_];
  hit_begins_.reserve(read_out.faces.size() * static_cast<std::size_t>(bins_) + 1);
  hit_begins_.push_back(0);
  for (const std::uint32_t face : read_out.faces) {
    const FacePlane& plane = geometry_->faces()[face].planes[k_collection];
    for (std::size_t bin = 0; bin < static_cast<std::size_t>(bins_); ++bin) {
      for (std::uint32_t wire = 0; wire < plane.wires(); ++wire) {
        const float electrons = near_charge(k_collection, plane.channels[wire], static_cast<std::int64_t>(bin));
        if (electrons > 0.0F) hits_.push_back({wire, static_cast<double>(electrons)});
      }
      hit_begins_.push_back(static_cast<std::uint32_t>(hits_.size()));
    }
  }
}

std::int64_t SegmentChoice::bin_of(double time) const noexcept {
  return static_cast<std::int64_t>(std::floor((time - first_time_) / bin_));
}

std::span<const SegmentChoice::Hit> SegmentChoice::hits(std::uint32_t face, std::int64_t bin) const noexcept {
  if (bin < 0 || bin >= bins_) return {};
  const auto& faces = geometry_->anodes()[anode_].faces;
  const auto place = static_cast<std::size_t>(std::find(faces.begin(), faces.end(), face) - faces.begin());
  const std::size_t row = place * static_cast<std::size_t>(bins_) + static_cast<std::size_t>(bin);
  return std::span{hits_}.subspan(hit_begins_[row], hit_begins_[row + 1] - hit_begins_[row]);
}

SegmentChoice::Evidence SegmentChoice::evidence(std::uint32_t layer, const WireSegment& segment,
                                                std::int64_t bin) const {
  const AnodeFace& face = geometry_->faces()[segment.face];
  const FacePlane& plane = face.planes[layer];
  const FacePlane& other = face.planes[1 - layer];
  const FacePlane& collection = face.planes[k_collection];
  const double across = plane.across(segment.wire);
  const auto ends = cut_wire(plane.direction, across, face.rectangle);
  WIREBENCH_ASSERT(ends);
  // Crossing of beam C + vertical S = across with the collection wire beam c + vertical s = a: both coordinates, and
  // with them the place across the other layer's wires, go with the number of the collection wire.
  const double determinant =
      plane.direction.cosine * collection.direction.sine - plane.direction.sine * collection.direction.cosine;
  const auto crossing = [&](double a) {
    return PlanePoint{(plane.direction.cosine * a - collection.direction.cosine * across) / determinant,
                      (collection.direction.sine * across - plane.direction.sine * a) / determinant};
  };
  const PlanePoint at_first = crossing(collection.across(0));
  const PlanePoint at_second = crossing(collection.across(1));
  const double vertical_step = at_second.vertical - at_first.vertical;
  const double other_first = other.wire_position(at_first) + 0.5;
  const double other_step = other.wire_position(at_second) + 0.5 - other_first;
  const Interval reach{ends->low.vertical - collection.pitch, ends->high.vertical + collection.pitch};
  Evidence found;
  for (const Hit& hit : hits(segment.face, bin)) {
    const double number = hit.wire;
    if (!reach.contains(at_first.vertical + number * vertical_step)) continue;
    found.two += hit.electrons;
    const double place = other_first + number * other_step;
    if (!(place >= 0.0 && place < static_cast<double>(other.wires()))) continue;
    const auto wire = static_cast<std::uint32_t>(place);
    // Charge between two wires may be on either.
    float beside = near_charge(1 - layer, other.channels[wire], bin);
    if (wire > 0) beside = std::max(beside, near_charge(1 - layer, other.channels[wire - 1], bin));
    if (wire + 1 < other.wires()) beside = std::max(beside, near_charge(1 - layer, other.channels[wire + 1], bin));
    found.three += std::min(hit.electrons, static_cast<double>(beside));
  }
  return found;
}

std::vector<SegmentShare> SegmentChoice::operator()(std::uint32_t layer, std::uint32_t channel, double time) const {
  const auto segments = geometry_->anodes()[anode_].layers[layer].segments(channel);
  if (segments.size() == 1) return {{segments.front(), 1.0}};
  std::vector<Evidence> found;
  Evidence total;
  for (const WireSegment& segment : segments) {
    found.push_back(evidence(layer, segment, bin_of(time)));
    total.three += found.back().three;
    total.two += found.back().two;
  }
  std::vector<SegmentShare> shares;
  if (!(total.two > 0.0)) return shares;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const double share = total.three > 0.0 ? found[i].three / total.three : found[i].two / total.two;
    if (share > 0.0) shares.push_back({segments[i], share});
  }
  return shares;
}

}  // namespace wirebench::detector
