#include "wirebench/detector/reconstruction/charge_on_wires.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/geometry/segment_choice.hpp"

namespace wirebench::detector {
namespace {

/// Of signals that are compared between layers: about the width of a deconvolved one.
constexpr Time k_coincidence{2000.0};
/// Less charge in a sample is noise as often as not, and no evidence.
constexpr float k_least_evidence = 50.0F;
/// A moment with less charge on a channel goes where the charge before it went, in electrons.
constexpr double k_faint = 300.0;

bool is_wrapped(const Anode& anode) {
  return std::any_of(anode.layers.begin(), anode.layers.end(), [](const ChannelLayer& layer) {
    for (std::uint32_t channel = 0; channel < layer.channels(); ++channel) {
      if (layer.segments(channel).size() > 1) return true;
    }
    return false;
  });
}

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

SegmentChoice choose_segments(const Geometry& geometry, const std::array<ChannelSignals, k_planes>& signals) {
  std::array<std::vector<ChannelCharge>, k_planes> charges;
  std::array<std::span<const ChannelCharge>, k_planes> views;
  for (std::size_t layer = 0; layer < k_planes; ++layer) {
    charges[layer] = channel_charges(signals[layer]);
    views[layer] = charges[layer];
  }
  return {geometry, signals[0].anode, views, k_coincidence};
}

}  // namespace

double place_on_wires(const Geometry& geometry, const std::array<ChannelSignals, k_planes>& signals, Speed velocity,
                      WirePlaneCharge& views) {
  WIREBENCH_EXPECT(velocity.value() > 0.0);
  const Anode& anode = geometry.anodes()[signals[0].anode];
  const auto choice = is_wrapped(anode) ? std::optional{choose_segments(geometry, signals)} : std::nullopt;
  double unplaced = 0.0;
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    const ChannelSignals& found = signals[layer];
    WIREBENCH_EXPECT(found.anode == signals[0].anode && found.plane == layer);
    const auto put = [&](const WireSegment& segment, double time, double electrons) {
      const AnodeFace& face = geometry.faces()[segment.face];
      const FacePlane& plane = face.planes[layer];
      views[plane.view].push_back(
          {plane.view_wire(segment.wire), face.drift_coordinate(velocity.value() * time), electrons, k_no_deposit});
    };
    for (const SignalRegion& region : found.regions) {
      const auto segments = anode.layers[layer].segments(region.channel);
      const auto charge = found.charge(region);
      std::vector<SegmentShare> shares{{segments.front(), 1.0}};
      bool is_chosen = segments.size() == 1;
      for (std::size_t begin = 0; begin < charge.size();) {
        // Samples of one moment go together.
        const auto bin_of = [&](std::size_t i) {
          return static_cast<std::int64_t>(std::floor(time_of(found, region, i) / k_coincidence.value()));
        };
        std::size_t end = charge.size();
        if (segments.size() > 1) {
          end = begin + 1;
          double sum = static_cast<double>(charge[begin]);
          while (end < charge.size() && bin_of(end) == bin_of(begin)) sum += static_cast<double>(charge[end++]);
          if (!is_chosen || std::abs(sum) >= k_faint) {
            // Where nothing coincides, as at the faint ends of a region, what was there a moment ago goes on.
            if (auto chosen = (*choice)(layer, region.channel, time_of(found, region, begin)); !chosen.empty()) {
              shares = std::move(chosen);
              is_chosen = true;
            } else if (!is_chosen) {
              shares.clear();
            }
          }
        }
        for (std::size_t i = begin; i < end; ++i) {
          const double time = time_of(found, region, i);
          const auto electrons = static_cast<double>(charge[i]);
          if (shares.empty()) unplaced += electrons;
          for (const SegmentShare& share : shares) put(share.segment, time, share.share * electrons);
        }
        begin = end;
      }
    }
  }
  return unplaced;
}

}  // namespace wirebench::detector
