#include "wirebench/detector/readout/synthesis.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/arrived_charge.hpp"
#include "wirebench/detector/readout/bit_runs.hpp"
#include "wirebench/detector/readout/convolution_kernel.hpp"

namespace wirebench::detector {
namespace {

// Windows around signals begin and end at multiples of so many ticks, and leave out no less between two.
constexpr std::int64_t k_window_step = 16;
constexpr std::int64_t k_shortest_gap = 6;  // steps
// What a signal on a neighbour counts from, in parts of the charge that a signal counts from.
constexpr double k_least_part = 0.25;
// Electrons on a wire: what is less than their signal, a fifteenth of the noise, is not added.
constexpr float k_unseen = 30.0F;

struct TickRange {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t end = std::numeric_limits<std::int64_t>::min();

  void include(const TickRange& other) {
    first = std::min(first, other.first);
    end = std::max(end, other.end);
  }
  [[nodiscard]] bool empty() const { return end <= first; }
  [[nodiscard]] bool overlaps(const TickRange& other) const { return first < other.end && other.first < end; }
  friend bool operator==(const TickRange&, const TickRange&) = default;
};

/// Where the response to charge at tick 0 is not zero, on a wire that is `seen` wires - reach from it.
TickRange extent(const PlaneShapedResponse& response, std::size_t seen) {
  TickRange range;
  const auto include = [&](const PlaneShapedResponse::Stretch& part) {
    if (part.values.empty()) return;
    const std::int64_t first = std::int64_t{response.first_tick()} + part.begin;
    range.include({first, first + static_cast<std::int64_t>(part.values.size())});
  };
  include(response.far(seen));
  for (std::size_t mode = 0; mode < response.modes(); ++mode) include(response.mode(mode, seen));
  return range;
}

/// What charge does to the wire that is `seen` wires - reach from it, the largest part first.
std::vector<ChargeResponse> responses_of(const PlaneShapedResponse& response, std::size_t seen) {
  std::vector<ChargeResponse> parts;
  const auto add = [&](std::size_t kind, const PlaneShapedResponse::Stretch& part) {
    if (part.values.empty()) return;
    parts.push_back({kind, part.values.data(), part.values.size(), part.begin, part.largest});
  };
  add(0, response.far(seen));
  for (std::size_t mode = 0; mode < response.modes(); ++mode) add(1 + mode, response.mode(mode, seen));
  std::stable_sort(parts.begin(), parts.end(),
                   [](const ChargeResponse& a, const ChargeResponse& b) { return a.largest > b.largest; });
  return parts;
}

/// The charge on one face and how it reaches the wires.
class FaceSignal {
 public:
  FaceSignal(ArrivedCharge charge, const FacePlane& plane, const PlaneShapedResponse& response)
      : charge_{std::move(charge)},
        plane_{plane},
        first_tick_{response.first_tick()},
        stride_{response.charge_stride()},
        reach_{static_cast<std::int32_t>(response.reach())} {
    unseen_ = k_unseen * response.largest(response.reach());
    const auto own = static_cast<double>(response.largest(response.reach()));
    for (std::size_t seen = 0; seen < response.wires(); ++seen) {
      extents_.push_back(extent(response, seen));
      responses_.push_back(responses_of(response, seen));
      parts_.push_back(static_cast<double>(response.largest(seen)) / own);
    }
  }

  /// Calls `visit(wire, ticks)` with every signal of charge of `least` electrons or more; on neighbours those that are
  /// as large as of a quarter of that on their own wire.
  template <class Visitor>
  void for_each_signal(double least, const Visitor& visit) const {
    const auto last = static_cast<std::int32_t>(plane_.wires()) - 1;
    for (const ArrivedCharge::Stretch& stretch : charge_.stretches()) {
      const auto electrons = static_cast<double>(stretch.electrons);
      if (electrons < least) continue;
      for (std::int32_t wire = std::max(stretch.wire - reach_, 0); wire <= std::min(stretch.wire + reach_, last);
           ++wire) {
        if (electrons * parts_[seen_by(stretch, wire)] < k_least_part * least) continue;
        const TickRange ticks = signal_of(stretch, wire);
        if (!ticks.empty()) visit(static_cast<std::uint32_t>(wire), ticks);
      }
    }
  }

  /// The ticks of all signals of a wire that show within `window`; they may reach beyond it.
  [[nodiscard]] TickRange shown(std::uint32_t wire, const TickRange& window) const {
    TickRange all;
    for_each_shown(wire, window, [&](const ArrivedCharge::Stretch&, const TickRange& ticks) { all.include(ticks); });
    return all;
  }

  /// Adds these signals to `out`, which begins with tick `first` and holds all of them and 32 ticks more.
  void add(std::uint32_t wire, const TickRange& window, std::int64_t first, float* out) const {
    for_each_shown(wire, window, [&](const ArrivedCharge::Stretch& stretch, const TickRange&) {
      add_one(stretch, static_cast<std::int32_t>(wire), first, out);
    });
  }

  [[nodiscard]] const ArrivedCharge& charge() const noexcept { return charge_; }
  [[nodiscard]] const FacePlane& plane() const noexcept { return plane_; }

 private:
  [[nodiscard]] std::size_t seen_by(const ArrivedCharge::Stretch& stretch, std::int32_t wire) const {
    return static_cast<std::size_t>(wire - stretch.wire + reach_);
  }

  [[nodiscard]] TickRange signal_of(const ArrivedCharge::Stretch& stretch, std::int32_t wire) const {
    const TickRange& of_one = extents_[seen_by(stretch, wire)];
    if (of_one.empty()) return {};
    const std::int64_t first = std::int64_t{stretch.first} * stride_;
    return {first + of_one.first, first + std::int64_t{stretch.size} * stride_ + of_one.end};
  }

  template <class Visitor>
  void for_each_shown(std::uint32_t wire, const TickRange& window, const Visitor& visit) const {
    const auto at = static_cast<std::int32_t>(wire);
    for (const ArrivedCharge::Stretch& stretch : charge_.stretches(at - reach_, at + reach_)) {
      const TickRange ticks = signal_of(stretch, at);
      if (ticks.overlaps(window)) visit(stretch, ticks);
    }
  }

  void add_one(const ArrivedCharge::Stretch& stretch, std::int32_t wire, std::int64_t first, float* out) const {
    const std::vector<ChargeResponse>& responses = responses_[seen_by(stretch, wire)];
    const auto end = std::find_if(responses.begin(), responses.end(),
                                  [&](const ChargeResponse& one) { return stretch.electrons * one.largest < unseen_; });
    const std::int64_t begin = std::int64_t{stretch.first} * stride_ + first_tick_ - first;
    add_responses(charge_.charge(stretch), charge_.kinds(), stretch.size, static_cast<std::size_t>(stride_),
                  std::span{responses.begin(), end}, out + begin);
  }

  ArrivedCharge charge_;
  const FacePlane& plane_;
  std::int32_t first_tick_;
  std::int32_t stride_;
  std::int32_t reach_;
  float unseen_ = 0.0F;                                 // mV
  std::vector<TickRange> extents_;                      // by wire seen
  std::vector<std::vector<ChargeResponse>> responses_;  // by wire seen, the largest first
  std::vector<double> parts_;  // largest voltage in parts of the charge's own wire's, by wire seen
};

/// In which steps of time each channel has signals.
class SignalSteps {
 public:
  SignalSteps(std::uint32_t channels, std::size_t ticks)
      : ticks_{static_cast<std::int64_t>(ticks)},
        words_{words_of_bits((ticks + k_window_step - 1) / k_window_step)},
        seen_(channels * words_, 0),
        any_(channels, false) {}

  /// A signal with a margin.
  void mark(std::uint32_t channel, const TickRange& ticks) {
    any_[channel] = true;
    const std::int64_t first = std::max<std::int64_t>(ticks.first, 0) / k_window_step;
    const std::int64_t end = (std::min(ticks.end, ticks_) + k_window_step - 1) / k_window_step;
    if (first >= end) return;
    set_bits(std::span{seen_}.subspan(channel * words_, words_), static_cast<std::size_t>(first),
             static_cast<std::size_t>(end));
  }

  /// Is there a signal on a channel, if only before or after the readout?
  [[nodiscard]] bool any(std::uint32_t channel) const { return any_[channel]; }

  /// Calls `visit` with each stretch of time in which a channel has signals.
  template <class Visitor>
  void for_each_window(std::uint32_t channel, const Visitor& visit) const {
    if (!any_[channel]) return;
    TickRange window;
    for_each_run(std::span{seen_}.subspan(channel * words_, words_), [&](std::size_t first, std::size_t end) {
      const TickRange run{static_cast<std::int64_t>(first) * k_window_step,
                          std::min(static_cast<std::int64_t>(end) * k_window_step, ticks_)};
      if (!window.empty() && run.first >= window.end + k_shortest_gap * k_window_step) {
        visit(window);
        window = {};
      }
      window.include(run);
    });
    if (!window.empty()) visit(window);
  }

 private:
  std::int64_t ticks_;
  std::size_t words_;
  std::vector<std::uint64_t> seen_;  // [channels, words]
  std::vector<bool> any_;
};

ChannelBlock make_block(const TickRange& ticks, std::uint32_t channel) {
  ChannelBlock block;
  block.first_tick = static_cast<std::int32_t>(ticks.first);
  block.ticks = static_cast<std::size_t>(ticks.end - ticks.first);
  block.channels.push_back(channel);
  return block;
}

TickRange ticks_of(const ChannelBlock& block) {
  return {block.first_tick, block.first_tick + static_cast<std::int64_t>(block.ticks)};
}

/// Which channels and ticks are made: blocks without samples yet.
std::vector<ChannelBlock> lay_out(const std::vector<FaceSignal>& faces, const ReadoutWindow& window,
                                  std::uint32_t channels) {
  SignalSteps steps{channels, window.ticks};
  const auto margin =
      window.selection == TickSelection::signal ? static_cast<std::int64_t>(window.margin) : std::int64_t{0};
  for (const FaceSignal& face : faces) {
    face.for_each_signal(window.least_electrons, [&](std::uint32_t wire, const TickRange& ticks) {
      steps.mark(face.plane().channels[wire], {ticks.first - margin, ticks.end + margin});
    });
  }
  std::vector<ChannelBlock> blocks;
  if (window.selection == TickSelection::full || window.channels == ChannelSelection::all) {
    TickRange common{0, static_cast<std::int64_t>(window.ticks)};
    if (window.selection == TickSelection::signal) {
      common = {};
      for (std::uint32_t channel = 0; channel < channels; ++channel) {
        steps.for_each_window(channel, [&](const TickRange& ticks) { common.include(ticks); });
      }
      if (common.empty()) return blocks;
    }
    for (std::uint32_t channel = 0; channel < channels; ++channel) {
      if (window.channels != ChannelSelection::all && !steps.any(channel)) continue;
      if (blocks.empty()) {
        blocks.push_back(make_block(common, channel));
      } else {
        blocks.front().channels.push_back(channel);
      }
    }
    return blocks;
  }
  // Neighbours with the same window share a block.
  std::vector<std::size_t> before;  // blocks with the channel before
  std::vector<std::size_t> now;
  for (std::uint32_t channel = 0; channel < channels; ++channel) {
    now.clear();
    steps.for_each_window(channel, [&](const TickRange& ticks) {
      const auto same =
          std::find_if(before.begin(), before.end(), [&](std::size_t i) { return ticks_of(blocks[i]) == ticks; });
      if (same != before.end()) {
        blocks[*same].channels.push_back(channel);
        now.push_back(*same);
      } else {
        now.push_back(blocks.size());
        blocks.push_back(make_block(ticks, channel));
      }
    });
    std::swap(before, now);
  }
  return blocks;
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
  // Charge whose waveform would miss the readout altogether is left out.
  const std::int32_t earliest = -(response.first_tick() + static_cast<std::int32_t>(response.ticks()) - 1);
  const std::int32_t latest = static_cast<std::int32_t>(window_.ticks) - 1 - response.first_tick();
  const ChannelLayer& channels = geometry.anodes()[anode].layers[layer];
  std::vector<FaceSignal> faces;
  std::vector<const FaceSignal*> signal_on(geometry.faces().size(), nullptr);
  faces.reserve(geometry.anodes()[anode].faces.size());
  for (const std::uint32_t face : geometry.anodes()[anode].faces) {
    const FacePlane& plane = geometry.faces()[face].planes[layer];
    faces.emplace_back(ArrivedCharge{clouds, face, plane, response, window_, earliest, latest}, plane, response);
    signal_on[face] = &faces.back();
    result.electrons += faces.back().charge().electrons();
    result.electrons_outside += faces.back().charge().electrons_outside();
  }
  std::vector<ChannelBlock> blocks = lay_out(faces, window_, channels.channels());
  // The memory of the largest samples is worth using again.
  if (!blocks.empty() && !result.blocks.empty()) blocks.front().samples = std::move(result.blocks.front().samples);
  result.blocks = std::move(blocks);

  std::vector<float> sums;
  for (ChannelBlock& block : result.blocks) {
    block.anode = anode;
    block.plane = layer;
    block.tick = window_.tick;
    block.samples.resize(block.ticks * block.channels.size());
    const TickRange window = ticks_of(block);
    for (std::size_t i = 0; i < block.channels.size(); ++i) {
      // All of a row while it is near.
      const std::span<float> row = block.row(i);
      const auto segments = channels.segments(block.channels[i]);
      TickRange all;
      for (const WireSegment& segment : segments) all.include(signal_on[segment.face]->shown(segment.wire, window));
      if (all.empty()) {
        std::fill(row.begin(), row.end(), 0.0F);
        continue;
      }
      sums.assign(static_cast<std::size_t>(all.end - all.first) + 32, 0.0F);
      for (const WireSegment& segment : segments) {
        signal_on[segment.face]->add(segment.wire, window, all.first, sums.data());
      }
      const std::int64_t from = std::max(all.first, window.first);
      const std::int64_t to = std::min(all.end, window.end);
      const auto inside = row.begin() + (from - window.first);
      std::fill(row.begin(), inside, 0.0F);
      std::copy_n(sums.begin() + (from - all.first), to - from, inside);
      std::fill(inside + (to - from), row.end(), 0.0F);
      coupling_.filter(row, block.ticks);
    }
  }
}

Synthesized WaveformSynthesis::operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry,
                                          std::uint32_t anode, std::uint32_t layer) const {
  Synthesized result;
  (*this)(clouds, geometry, anode, layer, result);
  return result;
}

}  // namespace wirebench::detector
