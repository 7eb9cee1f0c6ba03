#include "wirebench/detector/geometry/segment_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

/// Sorts by counting: bins are few beside what is in them. Equal ones stay in their order.
template <class T, class BinOf>
void sort_by_bin(std::vector<T>& values, const BinOf& bin_of) {
  if (values.empty()) return;
  const auto [least, most] =
      std::minmax_element(values.begin(), values.end(), [&](const T& a, const T& b) { return bin_of(a) < bin_of(b); });
  const std::int64_t first = bin_of(*least);
  std::vector<std::size_t> begins(static_cast<std::size_t>(bin_of(*most) - first) + 2, 0);
  const auto place = [&](const T& value) { return static_cast<std::size_t>(bin_of(value) - first); };
  for (const T& value : values) ++begins[place(value) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<T> sorted(values.size());
  for (const T& value : values) sorted[begins[place(value)]++] = value;
  values = std::move(sorted);
}

}  // namespace

/// The collection wires that cross a segment, and where the other induction layer crosses there.
struct SegmentChoice::Crossings {
  WireSegment segment;
  std::size_t face = 0;  ///< place in the anode's list
  double first = 0.0;    ///< numbers of the collection wires that cross it
  double last = 0.0;
  double with_other_first = 0.0;  ///< of those that cross it where there are wires of the other layer
  double with_other_last = 0.0;
  double other_first = 0.0;  ///< wire of the other layer, plus 1/2, at the crossing with collection wire 0 ...
  double other_step = 0.0;   ///< ... and from one collection wire to the next
};

/// The charge of a bin and the two beside it, by wire.
class SegmentChoice::BinCharge {
 public:
  struct Hit {
    std::uint32_t wire = 0;
    float electrons = 0.0F;
    double before = 0.0;  ///< electrons of the hits before it
  };
  struct Face {
    std::vector<Hit> hits;                      // its wires with charge, in order
    double electrons = 0.0;                     // of all hits
    std::array<std::vector<float>, 2> induced;  // by wire of an induction plane: the largest of it and those beside it
  };

  BinCharge(const Geometry& geometry, std::uint32_t anode) : anode_{&geometry.anodes()[anode]} {
    for (const std::uint32_t face : anode_->faces) {
      const auto& planes = geometry.faces()[face].planes;
      Face& made = faces_.emplace_back();
      for (std::size_t layer = 0; layer < 2; ++layer) made.induced[layer].assign(planes[layer].wires(), 0.0F);
    }
    for (std::size_t layer = 0; layer < k_planes; ++layer)
      by_channel_[layer].assign(anode_->layers[layer].channels(), 0.0F);
  }

  /// Takes the charge of the three bins about `bin`.
  void go_to(std::int64_t bin, const std::array<std::vector<ByBin>, k_planes>& charges) {
    clear();
    for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
      auto part = std::lower_bound(charges[layer].begin(), charges[layer].end(), bin - 1,
                                   [](const ByBin& one, std::int64_t least) { return one.bin < least; });
      for (; part != charges[layer].end() && part->bin <= bin + 1; ++part) {
        float& sum = by_channel_[layer][part->channel];
        if (sum == 0.0F) touched_[layer].push_back(part->channel);
        sum += part->electrons;
      }
    }
    for (const std::uint32_t channel : touched_[k_collection]) {
      for_each_wire(k_collection, channel, [&](Face& face, std::uint32_t wire) {
        face.hits.push_back({wire, by_channel_[k_collection][channel], 0.0});
      });
    }
    for (Face& face : faces_) {
      std::sort(face.hits.begin(), face.hits.end(), [](const Hit& a, const Hit& b) { return a.wire < b.wire; });
      for (Hit& hit : face.hits) {
        hit.before = face.electrons;
        face.electrons += static_cast<double>(hit.electrons);
      }
    }
    for (std::uint32_t layer = 0; layer < 2; ++layer) {
      for (const std::uint32_t channel : touched_[layer]) {
        for_each_near_wire(layer, channel,
                           [&](float& beside) { beside = std::max(beside, by_channel_[layer][channel]); });
      }
    }
  }

  [[nodiscard]] const Face& face(std::size_t place) const { return faces_[place]; }

 private:
  template <class Visitor>
  void for_each_wire(std::uint32_t layer, std::uint32_t channel, const Visitor& visit) {
    for (const WireSegment& segment : anode_->layers[layer].segments(channel)) {
      const auto place = std::find(anode_->faces.begin(), anode_->faces.end(), segment.face) - anode_->faces.begin();
      visit(faces_[static_cast<std::size_t>(place)], segment.wire);
    }
  }
  /// Charge between two wires may be on either.
  template <class Visitor>
  void for_each_near_wire(std::uint32_t layer, std::uint32_t channel, const Visitor& visit) {
    for_each_wire(layer, channel, [&](Face& face, std::uint32_t wire) {
      std::vector<float>& induced = face.induced[layer];
      const std::size_t end = std::min<std::size_t>(wire + std::size_t{2}, induced.size());
      for (std::size_t at = wire > 0 ? wire - 1 : 0; at < end; ++at) visit(induced[at]);
    });
  }
  void clear() {
    for (std::uint32_t layer = 0; layer < 2; ++layer) {
      for (const std::uint32_t channel : touched_[layer]) {
        for_each_near_wire(layer, channel, [](float& beside) { beside = 0.0F; });
      }
    }
    for (std::size_t layer = 0; layer < k_planes; ++layer) {
      for (const std::uint32_t channel : touched_[layer]) by_channel_[layer][channel] = 0.0F;
      touched_[layer].clear();
    }
    for (Face& face : faces_) {
      face.hits.clear();
      face.electrons = 0.0;
    }
  }

  const Anode* anode_;
  std::vector<Face> faces_;
  std::array<std::vector<float>, k_planes> by_channel_;
  std::array<std::vector<std::uint32_t>, k_planes> touched_;
};

SegmentChoice::SegmentChoice(const Geometry& geometry, std::uint32_t anode,
                             const std::array<std::span<const ChannelCharge>, k_planes>& charges, Time bin)
    : geometry_{&geometry}, anode_{anode}, bin_{bin.value()} {
  WIREBENCH_EXPECT(bin_ > 0.0 && anode < geometry.anodes().size());
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    const std::uint32_t channels = geometry.anodes()[anode].layers[layer].channels();
    for (const ChannelCharge& part : charges[layer]) {
      WIREBENCH_EXPECT(part.channel < channels);
      if (!(part.electrons > 0.0)) continue;
      charges_[layer].push_back({bin_of(part.time), part.channel, static_cast<float>(part.electrons)});
    }
    sort_by_bin(charges_[layer], [](const ByBin& one) { return one.bin; });
  }
}

std::int64_t SegmentChoice::bin_of(double time) const noexcept {
  return static_cast<std::int64_t>(std::floor(time / bin_));
}

std::vector<SegmentChoice::Crossings> SegmentChoice::crossings_of(std::uint32_t layer, std::uint32_t channel) const {
  const Anode& read_out = geometry_->anodes()[anode_];
  const auto segments = read_out.layers[layer].segments(channel);
  std::vector<Crossings> made;
  if (segments.size() == 1) return made;
  for (const WireSegment& segment : segments) {
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
    const double low = (ends->low.vertical - collection.pitch - at_first.vertical) / vertical_step;
    const double high = (ends->high.vertical + collection.pitch - at_first.vertical) / vertical_step;
    Crossings crossings;
    crossings.segment = segment;
    crossings.face = static_cast<std::size_t>(std::find(read_out.faces.begin(), read_out.faces.end(), segment.face) -
                                              read_out.faces.begin());
    crossings.first = std::min(low, high);
    crossings.last = std::max(low, high);
    crossings.other_first = other.wire_position(at_first) + 0.5;
    crossings.other_step = other.wire_position(at_second) + 0.5 - crossings.other_first;
    const double at_low = -crossings.other_first / crossings.other_step;
    const double at_high = (static_cast<double>(other.wires()) - crossings.other_first) / crossings.other_step;
    crossings.with_other_first = std::max(crossings.first, std::min(at_low, at_high));
    crossings.with_other_last = std::min(crossings.last, std::max(at_low, at_high));
    made.push_back(crossings);
  }
  return made;
}

void SegmentChoice::choose(std::span<const Crossings> crossings, std::uint32_t layer, const BinCharge& charge,
                           std::vector<Evidence>& found, std::vector<SegmentShare>& shares) {
  found.assign(crossings.size(), {});
  Evidence total;
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    const Crossings& one = crossings[i];
    const BinCharge::Face& face = charge.face(one.face);
    if (face.hits.empty()) continue;
    const auto from = [&](double number) {
      return std::lower_bound(face.hits.begin(), face.hits.end(), number,
                              [](const BinCharge::Hit& hit, double least) { return hit.wire < least; });
    };
    const auto after = [&](double number) {
      return std::upper_bound(face.hits.begin(), face.hits.end(), number,
                              [](double most, const BinCharge::Hit& hit) { return most < hit.wire; });
    };
    const auto before = [&](auto hit) { return hit == face.hits.end() ? face.electrons : hit->before; };
    const auto first = from(one.first);
    const auto last = after(one.last);
    found[i].two = before(last) - before(first);
    const std::vector<float>& beside = face.induced[1 - layer];
    const auto last_wire = static_cast<double>(beside.size() - 1);
    const auto end = one.with_other_last < one.last ? after(one.with_other_last) : last;
    for (auto hit = one.with_other_first > one.first ? from(one.with_other_first) : first; hit < end; ++hit) {
      const double place = std::clamp(one.other_first + hit->wire * one.other_step, 0.0, last_wire);
      found[i].three += static_cast<double>(std::min(hit->electrons, beside[static_cast<std::size_t>(place)]));
    }
    total.three += found[i].three;
    total.two += found[i].two;
  }
  if (!(total.two > 0.0)) return;
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    const double share = total.three > 0.0 ? found[i].three / total.three : found[i].two / total.two;
    if (share > 0.0) shares.push_back({crossings[i].segment, share});
  }
}

SegmentShares SegmentChoice::operator()(std::span<const ChannelMoment> moments) const {
  std::vector<std::size_t> order(moments.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::int64_t> bins;
  bins.reserve(moments.size());
  for (const ChannelMoment& moment : moments) bins.push_back(bin_of(moment.time));
  sort_by_bin(order, [&](std::size_t i) { return bins[i]; });

  // Of each channel, when it is first asked for.
  std::array<std::vector<std::vector<Crossings>>, k_collection> crossings;
  for (std::size_t layer = 0; layer < crossings.size(); ++layer) {
    crossings[layer].resize(geometry_->anodes()[anode_].layers[layer].channels());
  }
  BinCharge charge{*geometry_, anode_};
  std::vector<Evidence> found;
  std::vector<SegmentShare> by_bin;
  std::vector<std::uint32_t> begins(moments.size());
  std::vector<std::uint32_t> counts(moments.size());
  bool any = false;
  std::int64_t bin = 0;
  for (const std::size_t i : order) {
    const ChannelMoment& moment = moments[i];
    begins[i] = static_cast<std::uint32_t>(by_bin.size());
    const auto segments = geometry_->anodes()[anode_].layers[moment.layer].segments(moment.channel);
    if (segments.size() == 1) {
      by_bin.push_back({segments.front(), 1.0});
    } else {
      if (!any || bins[i] != bin) charge.go_to(bins[i], charges_);
      any = true;
      bin = bins[i];
      std::vector<Crossings>& known = crossings[moment.layer][moment.channel];
      if (known.empty()) known = crossings_of(moment.layer, moment.channel);
      choose(known, moment.layer, charge, found, by_bin);
    }
    counts[i] = static_cast<std::uint32_t>(by_bin.size()) - begins[i];
  }
  SegmentShares shares;
  shares.begins.reserve(moments.size() + 1);
  shares.shares.reserve(by_bin.size());
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const auto first = by_bin.begin() + begins[i];
    shares.shares.insert(shares.shares.end(), first, first + counts[i]);
    shares.begins.push_back(static_cast<std::uint32_t>(shares.shares.size()));
  }
  return shares;
}

}  // namespace wirebench::detector
