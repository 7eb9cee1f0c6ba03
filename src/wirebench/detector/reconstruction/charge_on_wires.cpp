#include "wirebench/detector/reconstruction/charge_on_wires.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/geometry/segment_choice.hpp"

namespace wirebench::detector {
namespace {

/// Of signals that are compared between layers: about the width of a deconvolved one.
constexpr Time k_coincidence{2000.0};
/// Less charge in a sample is noise as often as not, and no evidence.
constexpr float k_least_evidence = 100.0F;
/// A moment with less charge on a channel, in electrons and in parts of the region's largest, goes where the charge
/// before it went.
constexpr double k_faint = 1000.0;
constexpr double k_faint_part = 0.1;

double time_of(const ChannelSignals& signals, const SignalRegion& region, std::size_t sample) {
  return signals.start.value() +
         (static_cast<double>(region.first) + static_cast<double>(sample)) * signals.sample.value();
}

std::vector<ChannelCharge> channel_charges(const ChannelSignals& signals) {
  std::vector<ChannelCharge> charges;
  charges.reserve(signals.electrons.size());
  for (const SignalRegion& region : signals.regions) {
    const auto charge = signals.charge(region);
    for (std::size_t i = 0; i < charge.size(); ++i) {
      if (charge[i] < k_least_evidence) continue;
      charges.push_back({region.channel, time_of(signals, region, i), static_cast<double>(charge[i])});
    }
  }
  return charges;
}

SegmentChoice make_choice(const Geometry& geometry, const std::array<ChannelSignals, k_planes>& signals) {
  std::array<std::vector<ChannelCharge>, k_planes> charges;
  std::array<std::span<const ChannelCharge>, k_planes> views;
  for (std::size_t layer = 0; layer < k_planes; ++layer) {
    charges[layer] = channel_charges(signals[layer]);
    views[layer] = charges[layer];
  }
  return {geometry, signals[0].anode, views, k_coincidence};
}

/// Samples of a region that go together.
struct RegionPart {
  std::size_t begin = 0;
  std::size_t end = 0;
  double electrons = 0.0;             ///< without the sign
  std::optional<std::size_t> moment;  ///< in the list of those whose segments are asked for; faint parts have none
};

/// Cuts a region into moments, and asks for the segments of those with charge worth it; of all where none is.
void cut_region(const ChannelSignals& signals, const SignalRegion& region, std::vector<RegionPart>& parts,
                std::vector<ChannelMoment>& moments) {
  const auto charge = signals.charge(region);
  const auto bin_of = [&](std::size_t i) { return std::floor(time_of(signals, region, i) / k_coincidence.value()); };
  const auto first = static_cast<std::ptrdiff_t>(parts.size());
  double largest = 0.0;
  for (std::size_t begin = 0; begin < charge.size();) {
    const double bin = bin_of(begin);
    auto sum = static_cast<double>(charge[begin]);
    std::size_t end = begin + 1;
    while (end < charge.size() && bin_of(end) == bin) sum += static_cast<double>(charge[end++]);
    parts.push_back({begin, end, std::abs(sum), std::nullopt});
    largest = std::max(largest, parts.back().electrons);
    begin = end;
  }
  const double least = largest < k_faint ? 0.0 : std::max(k_faint, k_faint_part * largest);
  for (auto part = parts.begin() + first; part != parts.end(); ++part) {
    if (part->electrons < least) continue;
    part->moment = moments.size();
    moments.push_back({signals.plane, region.channel, time_of(signals, region, part->begin)});
  }
}

/// Puts the charge of consecutive samples of a region, from sample `first` on, on the wires of its shares.
void put(const Geometry& geometry, std::uint32_t layer, const ChannelSignals& signals, const SignalRegion& region,
         std::size_t first, std::span<const float> charge, std::span<const SegmentShare> shares, Speed velocity,
         WirePlaneCharge& views) {
  for (const SegmentShare& share : shares) {
    const AnodeFace& face = geometry.faces()[share.segment.face];
    const FacePlane& plane = face.planes[layer];
    const std::int32_t wire = plane.view_wire(share.segment.wire);
    std::vector<WireCharge>& view = views[plane.view];
    for (std::size_t i = 0; i < charge.size(); ++i) {
      const double drift = face.drift_coordinate(velocity.value() * time_of(signals, region, first + i));
      view.push_back({wire, drift, share.share * static_cast<double>(charge[i]), k_no_deposit});
    }
  }
}

}  // namespace

double place_on_wires(const Geometry& geometry, const std::array<ChannelSignals, k_planes>& signals, Speed velocity,
                      WirePlaneCharge& views) {
  WIREBENCH_EXPECT(velocity.value() > 0.0);
  const Anode& anode = geometry.anodes()[signals[0].anode];
  // All that is to be asked first: the answers are found moment by moment.
  std::vector<RegionPart> parts;
  std::vector<ChannelMoment> moments;
  const auto is_shared = [&](std::uint32_t layer, const SignalRegion& region) {
    return region.count > 0 && anode.layers[layer].segments(region.channel).size() > 1;
  };
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    for (const SignalRegion& region : signals[layer].regions) {
      if (is_shared(layer, region)) cut_region(signals[layer], region, parts, moments);
    }
  }
  const SegmentShares chosen = moments.empty() ? SegmentShares{} : make_choice(geometry, signals)(moments);

  double unplaced = 0.0;
  auto part = parts.begin();
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    const ChannelSignals& found = signals[layer];
    WIREBENCH_EXPECT(found.anode == signals[0].anode && found.plane == layer);
    for (const SignalRegion& region : found.regions) {
      const auto charge = found.charge(region);
      if (!is_shared(layer, region)) {
        const std::array<SegmentShare, 1> whole{{{anode.layers[layer].segments(region.channel).front(), 1.0}}};
        put(geometry, layer, found, region, 0, charge, whole, velocity, views);
        continue;
      }
      const auto shares_of = [&](const RegionPart& one) {
        return one.moment ? chosen.of(*one.moment) : std::span<const SegmentShare>{};
      };
      const auto first = part;
      while (part != parts.end() && (part == first || part->begin != 0)) ++part;
      const auto answered = std::find_if(first, part, [&](const RegionPart& one) { return !shares_of(one).empty(); });
      std::span<const SegmentShare> shares;
      for (auto one = first; one != part; ++one) {
        // Where nothing says which, what was there a moment ago goes on; faint charge before it goes with the first
        // answer.
        if (const auto now = shares_of(*one); !now.empty()) {
          shares = now;
        } else if (shares.empty() && !one->moment && answered != part) {
          shares = shares_of(*answered);
        }
        const auto electrons = charge.subspan(one->begin, one->end - one->begin);
        if (shares.empty()) unplaced += std::accumulate(electrons.begin(), electrons.end(), 0.0);
        put(geometry, layer, found, region, one->begin, electrons, shares, velocity, views);
      }
    }
  }
  return unplaced;
}

}  // namespace wirebench::detector
