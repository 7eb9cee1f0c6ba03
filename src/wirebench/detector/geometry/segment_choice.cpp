#include "wirebench/detector/geometry/segment_choice.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

SegmentChoice::SegmentChoice(const Geometry& geometry, std::uint32_t anode,
                             const std::array<std::span<const ChannelCharge>, k_planes>& charges, Time bin)
    : geometry_{&geometry}, anode_{anode}, bin_{bin.value()} {
  WIREBENCH_EXPECT(bin_ > 0.0 && anode < geometry.anodes().size());
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    for (const ChannelCharge& part : charges[layer]) {
      WIREBENCH_EXPECT(part.channel < geometry.anodes()[anode].layers[layer].channels());
      if (!(part.electrons > 0.0)) continue;
      by_channel_[layer][key(bin_of(part.time), part.channel)] += part.electrons;
    }
  }
  const ChannelLayer& collection = geometry.anodes()[anode].layers[k_collection];
  for (const auto& [bin_and_channel, electrons] : by_channel_[k_collection]) {
    const WireSegment wire = collection.segments(static_cast<std::uint32_t>(bin_and_channel)).front();
    // The same bin, with the face in the place of the channel.
    by_face_[(bin_and_channel & ~Key{0xffffffffU}) | wire.face].push_back({wire.wire, electrons});
  }
  // Sums over hits must not depend on the order of a hash table.
  for (auto& [bin_and_face, hits] : by_face_) {
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.wire < b.wire; });
  }
}

std::int64_t SegmentChoice::bin_of(double time) const noexcept {
  return static_cast<std::int64_t>(std::floor(time / bin_));
}

SegmentChoice::Key SegmentChoice::key(std::int64_t bin, std::uint32_t number) noexcept {
  return (static_cast<Key>(bin) << 32U) | number;
}

double SegmentChoice::charge(std::uint32_t layer, std::uint32_t channel, std::int64_t bin) const noexcept {
  double sum = 0.0;
  for (const std::int64_t near : {bin - 1, bin, bin + 1}) {
    const auto found = by_channel_[layer].find(key(near, channel));
    if (found != by_channel_[layer].end()) sum += found->second;
  }
  return sum;
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
  // Crossing of beam C + vertical S = across with the collection wire beam c + vertical s = a.
  const double determinant =
      plane.direction.cosine * collection.direction.sine - plane.direction.sine * collection.direction.cosine;
  Evidence found;
  for (const std::int64_t near : {bin - 1, bin, bin + 1}) {
    const auto hits = by_face_.find(key(near, segment.face));
    if (hits == by_face_.end()) continue;
    for (const Hit& hit : hits->second) {
      const double a = collection.across(hit.wire);
      const PlanePoint crossing{(plane.direction.cosine * a - collection.direction.cosine * across) / determinant,
                                (collection.direction.sine * across - plane.direction.sine * a) / determinant};
      const Interval reach{ends->low.vertical - collection.pitch, ends->high.vertical + collection.pitch};
      if (!reach.contains(crossing.vertical)) continue;
      found.two += hit.electrons;
      const auto wire = other.nearest_wire(crossing);
      if (!wire) continue;
      // Charge between two wires may be on either.
      double beside = charge(1 - layer, other.channels[*wire], near);
      if (*wire > 0) beside = std::max(beside, charge(1 - layer, other.channels[*wire - 1], near));
      if (*wire + 1 < other.wires()) beside = std::max(beside, charge(1 - layer, other.channels[*wire + 1], near));
      found.three += std::min(hit.electrons, beside);
    }
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
