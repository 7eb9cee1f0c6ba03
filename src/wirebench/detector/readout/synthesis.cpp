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
      : grid_{std::move(grid)}, plane_{plane}, response_{response} {}

  /// Wires with a signal: [first, last], empty if last < first.
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> wires() const {
    if (grid_.empty()) return {0, -1};
    const auto reach = static_cast<std::int32_t>(response_.reach());
    const auto last = static_cast<std::int32_t>(plane_.wires()) - 1;
    return {std::max(wire_of(grid_.first_node()) - reach, 0), std::min(wire_of(grid_.last_node()) + reach, last)};
  }

  /// Ticks of the signal on a wire.
  [[nodiscard]] TickRange ticks(std::int32_t wire) const {
    TickRange range;
    for_each_row(wire, [&](const OccupiedGrid::Row& row, std::size_t, std::size_t) {
      const std::int32_t first = row.first_tick + response_.first_tick();
      range.include(first, first + static_cast<std::int32_t>(row.ticks + response_.ticks()) - 1);
    });
    return range;
  }

  /// Adds the signal of a wire to `out`, which begins at tick `first` and has room for all of it and 32 values more.
  void add(std::int32_t wire, std::int32_t first, float* out) const {
    for_each_row(wire, [&](const OccupiedGrid::Row& row, std::size_t impact, std::size_t seen) {
      const auto values = response_.row(impact, seen);
      add_convolution(grid_.charge(row), row.ticks, values.data(), values.size(),
                      out + (row.first_tick + response_.first_tick() - first));
    });
  }

  [[nodiscard]] const FacePlane& plane() const noexcept { return plane_; }
  [[nodiscard]] const OccupiedGrid& grid() const noexcept { return grid_; }

 private:
  /// The wire in whose region a node is; the edge belongs to the lower wire (both describe it the same).
  [[nodiscard]] std::int32_t wire_of(std::int32_t node) const {
    const auto steps = static_cast<std::int32_t>(response_.steps());
    const std::int32_t shifted = node + (steps - 1) / 2;
    return shifted >= 0 ? shifted / steps : -((-shifted + steps - 1) / steps);
  }

  /// Calls `visit` with each occupied row that `wire` sees, its impact position and the column of the response.
  template <class Visitor>
  void for_each_row(std::int32_t wire, const Visitor& visit) const {
    if (grid_.empty()) return;
    const auto steps = static_cast<std::int32_t>(response_.steps());
    const auto reach = static_cast<std::int32_t>(response_.reach());
    const std::int32_t outer = static_cast<std::int32_t>(plane_.wires()) - 1;
    const std::int32_t low = std::max(grid_.first_node(), (wire - reach) * steps - steps / 2 + 1);
    const std::int32_t high = std::min(grid_.last_node(), (wire + reach) * steps + steps / 2);
    for (std::int32_t node = low - 1; node <= high; ++node) {
      if (node < grid_.first_node()) continue;
      const OccupiedGrid::Row& row = grid_.row(node);
      if (row.ticks == 0) continue;
      // The outer edge of the first wire's cell belongs to that wire: there is none below.
      const std::int32_t source = std::clamp(wire_of(node), 0, outer);
      const std::int32_t offset = wire - source;
      if (offset < -reach || offset > reach) continue;
      visit(row, static_cast<std::size_t>(node - source * steps + steps / 2), static_cast<std::size_t>(offset + reach));
    }
  }

  OccupiedGrid grid_;
  const FacePlane& plane_;
  const PlaneShapedResponse& response_;
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

Synthesized WaveformSynthesis::operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry,
                                          std::uint32_t anode, std::uint32_t layer) const {
  WIREBENCH_EXPECT(anode < geometry.anodes().size() && layer < responses_.size());
  const PlaneShapedResponse& response = responses_[layer];
  Synthesized result;
  ChannelBlock& block = result.block;
  block.anode = anode;
  block.plane = layer;
  block.tick = window_.tick;
  // Charge whose waveform would miss the readout altogether is left out.
  const std::int32_t earliest = -(response.first_tick() + static_cast<std::int32_t>(response.ticks()) - 1);
  const std::int32_t latest = static_cast<std::int32_t>(window_.ticks) - 1 - response.first_tick();
  std::vector<FaceSignal> faces;
  for (const std::uint32_t face : geometry.anodes()[anode].faces) {
    const FacePlane& plane = geometry.faces()[face].planes[layer];
    faces.emplace_back(OccupiedGrid{clouds, face, plane, response.steps(), window_, earliest, latest}, plane, response);
    result.electrons += faces.back().grid().electrons();
    result.electrons_outside += faces.back().grid().electrons_outside();
  }
  lay_out(block, faces, window_, geometry.anodes()[anode].layers[layer].channels());
  if (block.ticks == 0) return result;

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
  return result;
}

}  // namespace wirebench::detector
