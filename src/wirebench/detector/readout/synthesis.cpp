#include "wirebench/detector/readout/synthesis.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/convolution_kernel.hpp"
#include "wirebench/detector/readout/occupied_grid.hpp"

namespace wirebench::detector {
namespace {

struct TickRange {
  std::int32_t first = std::numeric_limits<std::int32_t>::max();
  std::int32_t last = std::numeric_limits<std::int32_t>::min();

  void include(std::int32_t from, std::int32_t to) {
    first = std::min(first, from);
    last = std::max(last, to);
  }
  [[nodiscard]] bool empty() const { return last < first; }
};

/// The charge on one face and how it reaches the wires.
class FaceSignal {
 public:
  FaceSignal(OccupiedGrid grid, const FacePlane& plane, const PlaneShapedResponse& response)
      : grid_{std::move(grid)}, plane_{plane}, response_{response}, stride_{response.charge_stride()} {
    if (!grid_.empty()) sum_regions();
  }

  /// Wires with a signal: [first, last], empty if last < first.
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> wires() const {
    if (grid_.empty()) return {0, -1};
    const auto reach = static_cast<std::int32_t>(response_.reach());
    const auto last = static_cast<std::int32_t>(plane_.wires()) - 1;
    return {std::max(first_region_ - reach, 0), std::min(last_region() + reach, last)};
  }

  /// Ticks of the signal on a wire.
  [[nodiscard]] TickRange ticks(std::int32_t wire) const {
    TickRange range;
    for_each_part(wire, [&](const Part& part) {
      const std::int32_t first = begin(part);
      range.include(first, first +
                               static_cast<std::int32_t>(part.size * static_cast<std::size_t>(stride_) +
                                                         part.response.values.size()) -
                               1);
    });
    return range;
  }

  /// Adds the signal of a wire to `out`, which begins at tick `first` and has room for all of it and 32 values more.
  void add(std::int32_t wire, std::int32_t first, float* out) const {
    for_each_part(wire, [&](const Part& part) {
      add_convolution(part.charge, part.size, static_cast<std::size_t>(stride_), part.response.values.data(),
                      part.response.values.size(), out + (begin(part) - first));
    });
  }

  [[nodiscard]] const FacePlane& plane() const noexcept { return plane_; }
  [[nodiscard]] const OccupiedGrid& grid() const noexcept { return grid_; }

 private:
  /// A row of charge and what it does to a wire.
  struct Part {
    const float* charge;
    std::size_t size;    // strides
    std::int32_t first;  // strides
    PlaneShapedResponse::Stretch response;
  };
  /// The charge in the region of a wire by time: rows of all of it, then weighted for each mode of the response.
  struct Region {
    std::int32_t first = 0;
    std::size_t size = 0;
    std::size_t begin = 0;
  };

  [[nodiscard]] std::int32_t begin(const Part& part) const {
    return part.first * stride_ + response_.first_tick() + part.response.begin;
  }
  [[nodiscard]] std::int32_t last_region() const {
    return first_region_ + static_cast<std::int32_t>(regions_.size()) - 1;
  }

  /// The wire in whose region a node is. An edge belongs to the lower wire (both describe it the same), but that below
  /// the first wire, where there is none.
  [[nodiscard]] std::int32_t wire_of(std::int32_t node) const {
    const auto steps = static_cast<std::int32_t>(response_.steps());
    return std::max(node + steps / 2 - 1, 0) / steps;
  }

  void sum_regions() {
    first_region_ = wire_of(grid_.first_node());
    regions_.resize(static_cast<std::size_t>(wire_of(grid_.last_node()) - first_region_) + 1);
    std::vector<TickRange> ranges(regions_.size());
    for (std::int32_t node = grid_.first_node(); node <= grid_.last_node(); ++node) {
      const OccupiedGrid::Row& row = grid_.row(node);
      if (row.size == 0) continue;
      ranges[static_cast<std::size_t>(wire_of(node) - first_region_)].include(
          row.first, row.first + static_cast<std::int32_t>(row.size) - 1);
    }
    std::size_t total = 0;
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      regions_[i].begin = total;
      if (ranges[i].empty()) continue;
      regions_[i].first = ranges[i].first;
      regions_[i].size = (static_cast<std::size_t>(ranges[i].last - ranges[i].first) + 4) / 4 * 4;
      total += (1 + response_.modes()) * regions_[i].size;
    }
    sums_.assign(total, 0.0F);
    for (std::int32_t node = grid_.first_node(); node <= grid_.last_node(); ++node) {
      const OccupiedGrid::Row& row = grid_.row(node);
      if (row.size == 0) continue;
      const std::int32_t wire = wire_of(node);
      const Region& region = regions_[static_cast<std::size_t>(wire - first_region_)];
      const auto steps = static_cast<std::int32_t>(response_.steps());
      const auto impact = static_cast<std::size_t>(node - wire * steps + steps / 2);
      const float* const charge = grid_.charge(row);
      float* sum = sums_.data() + region.begin + (row.first - region.first);
      for (std::size_t i = 0; i < row.size; ++i) sum[i] += charge[i];
      for (std::size_t mode = 0; mode < response_.modes(); ++mode) {
        sum += region.size;
        const float weight = response_.mode_weight(impact, mode);
        for (std::size_t i = 0; i < row.size; ++i) sum[i] += weight * charge[i];
      }
    }
  }

  /// Calls `visit` with every part of the signal of a wire.
  template <class Visitor>
  void for_each_part(std::int32_t wire, const Visitor& visit) const {
    if (grid_.empty()) return;
    const auto reach = static_cast<std::int32_t>(response_.reach());
    const std::int32_t last = std::min(wire + reach, last_region());
    for (std::int32_t source = std::max(wire - reach, first_region_); source <= last; ++source) {
      const Region& region = regions_[static_cast<std::size_t>(source - first_region_)];
      if (region.size == 0) continue;
      const auto seen = static_cast<std::size_t>(wire - source + reach);
      const PlaneShapedResponse::Stretch far = response_.far(seen);
      if (!far.values.empty()) visit(Part{sums_.data() + region.begin, region.size, region.first, far});
      for (std::size_t mode = 0; mode < response_.modes(); ++mode) {
        const PlaneShapedResponse::Stretch pattern = response_.mode(mode, seen);
        if (pattern.values.empty()) continue;
        visit(Part{sums_.data() + region.begin + (1 + mode) * region.size, region.size, region.first, pattern});
      }
    }
  }

  OccupiedGrid grid_;
  const FacePlane& plane_;
  const PlaneShapedResponse& response_;
  std::int32_t stride_;
  std::int32_t first_region_ = 0;
  std::vector<Region> regions_;
  std::vector<float> sums_;
};

/// Which channels a block has and which ticks.
void lay_out(ChannelBlock& block, const std::vector<FaceSignal>& faces, const ReadoutWindow& window,
             std::uint32_t channels) {
  TickRange ticks;
  std::vector<bool> wanted(channels, window.channels == ChannelSelection::all);
  for (const FaceSignal& face : faces) {
    const auto [first, last] = face.wires();
    for (std::int32_t wire = first; wire <= last; ++wire) {
      const TickRange signal = face.ticks(wire);
      if (signal.empty()) continue;
      ticks.include(signal.first, signal.last);
      wanted[face.plane().channels[static_cast<std::size_t>(wire)]] = true;
    }
  }
  for (std::uint32_t channel = 0; channel < channels; ++channel) {
    if (wanted[channel]) block.channels.push_back(channel);
  }
  std::int64_t first = 0;
  auto end = static_cast<std::int64_t>(window.ticks);
  if (window.selection == TickSelection::signal) {
    const auto margin = static_cast<std::int64_t>(window.margin);
    first = ticks.empty() ? 0 : std::clamp<std::int64_t>(ticks.first - margin, 0, end);
    end = ticks.empty() ? 0 : std::clamp<std::int64_t>(ticks.last + 1 + margin, first, end);
  }
  block.first_tick = static_cast<std::int32_t>(first);
  block.ticks = static_cast<std::size_t>(end - first);
  block.samples.assign(block.ticks * block.channels.size(), 0.0F);
}

}  // namespace

WaveformSynthesis::WaveformSynthesis(std::vector<PlaneShapedResponse> responses, const AcCoupling& coupling,
                                     const ReadoutWindow& window)
    : responses_{std::move(responses)}, coupling_{coupling}, window_{window} {
  WIREBENCH_EXPECT(!responses_.empty() && window_.ticks > 0 && window_.tick.value() > 0.0);
}

void WaveformSynthesis::operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry, std::uint32_t anode,
                                   std::uint32_t layer, Synthesized& result) const {
  WIREBENCH_EXPECT(anode < geometry.anodes().size() && layer < responses_.size());
  const PlaneShapedResponse& response = responses_[layer];
  result.electrons = 0.0;
  result.electrons_outside = 0.0;
  ChannelBlock& block = result.block;
  block.channels.clear();
  block.anode = anode;
  block.plane = layer;
  block.tick = window_.tick;
  // Charge whose waveform would miss the readout altogether is left out.
  const std::int32_t earliest = -(response.first_tick() + static_cast<std::int32_t>(response.ticks()) - 1);
  const std::int32_t latest = static_cast<std::int32_t>(window_.ticks) - 1 - response.first_tick();
  std::vector<FaceSignal> faces;
  for (const std::uint32_t face : geometry.anodes()[anode].faces) {
    const FacePlane& plane = geometry.faces()[face].planes[layer];
    faces.emplace_back(
        OccupiedGrid{clouds, face, plane, response.steps(), response.charge_stride(), window_, earliest, latest}, plane,
        response);
    result.electrons += faces.back().grid().electrons();
    result.electrons_outside += faces.back().grid().electrons_outside();
  }
  lay_out(block, faces, window_, geometry.anodes()[anode].layers[layer].channels());
  if (block.ticks == 0) return;

  std::vector<float> scratch;
  for (const FaceSignal& face : faces) {
    const auto [first_wire, last_wire] = face.wires();
    for (std::int32_t wire = first_wire; wire <= last_wire; ++wire) {
      const TickRange ticks = face.ticks(wire);
      if (ticks.empty()) continue;
      const auto length = static_cast<std::size_t>(ticks.last - ticks.first) + 1;
      scratch.assign(length + 32, 0.0F);
      face.add(wire, ticks.first, scratch.data());
      const std::uint32_t channel = face.plane().channels[static_cast<std::size_t>(wire)];
      const auto found = std::lower_bound(block.channels.begin(), block.channels.end(), channel);
      const auto row = block.row(static_cast<std::size_t>(found - block.channels.begin()));
      const std::int64_t shift = std::int64_t{ticks.first} - block.first_tick;
      const auto from = static_cast<std::size_t>(std::max<std::int64_t>(0, -shift));
      const auto to = static_cast<std::size_t>(std::clamp<std::int64_t>(static_cast<std::int64_t>(block.ticks) - shift,
                                                                        0, static_cast<std::int64_t>(length)));
      for (std::size_t i = from; i < to; ++i)
        row[static_cast<std::size_t>(static_cast<std::int64_t>(i) + shift)] += scratch[i];
    }
  }
  coupling_.filter(block.samples, block.ticks);
}

Synthesized WaveformSynthesis::operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry,
                                          std::uint32_t anode, std::uint32_t layer) const {
  Synthesized result;
  (*this)(clouds, geometry, anode, layer, result);
  return result;
}

}  // namespace wirebench::detector
