#include "wirebench/detector/waveforms/event_waveforms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "wirebench/detector/imaging/truth.hpp"

namespace wirebench::detector {
namespace {

WaveformEvent describe(const transport::EventDeposits& event, const DetectedEvent& detected) {
  constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
  WaveformEvent row;
  row.event_id = event.event_id;
  if (event.truth.label) row.label = static_cast<std::int32_t>(*event.truth.label);
  row.neutrino_pdg = event.truth.neutrino_pdg;
  row.neutrino_energy_mev = static_cast<float>(event.truth.neutrino_energy);
  row.vertex_x_mm = event.truth.vertex ? static_cast<float>((*event.truth.vertex)[0]) : unknown;
  row.vertex_y_mm = event.truth.vertex ? static_cast<float>((*event.truth.vertex)[1]) : unknown;
  row.vertex_z_mm = event.truth.vertex ? static_cast<float>((*event.truth.vertex)[2]) : unknown;
  const auto own = event.deposits.begin() + static_cast<std::ptrdiff_t>(event.own_deposits());
  row.deposited_mev = static_cast<float>(std::accumulate(
      event.deposits.begin(), own, 0.0, [](double sum, const auto& deposit) { return sum + deposit.energy; }));
  row.electrons_ionized = static_cast<float>(detected.account.ionized);
  row.electrons_at_wires =
      static_cast<float>(std::accumulate(detected.clouds.begin(), detected.clouds.end(), 0.0,
                                         [](double sum, const ElectronCloud& cloud) { return sum + cloud.electrons; }));
  row.saturated = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(detected.account.saturated, std::numeric_limits<std::uint32_t>::max()));
  return row;
}

void add_traces(const ChannelBlock& block, const DetectorChain& chain, EventWaveforms& waveforms) {
  const std::uint32_t first_channel = chain.geometry().anodes()[block.anode].layers[block.plane].first_channel();
  const auto baseline = static_cast<float>(chain.readout().digitizer().baseline(block.plane));
  for (std::size_t i = 0; i < block.channels.size(); ++i) {
    waveforms.traces.push_back({.first_sample = waveforms.samples.size(),
                                .event = 0,
                                .channel = first_channel + block.channels[i],
                                .first_tick = block.first_tick,
                                .ticks = static_cast<std::uint32_t>(block.ticks),
                                .anode = static_cast<std::uint16_t>(block.anode),
                                .plane = static_cast<std::uint16_t>(block.plane),
                                .baseline = baseline});
    // Counts are whole numbers of at most 16 bits (Digitizer).
    for (const float count : block.row(i)) waveforms.samples.push_back(static_cast<std::uint16_t>(count));
  }
}

std::vector<TrueCharge> true_charge(const transport::EventDeposits& event, const DetectedEvent& detected,
                                    const DetectorChain& chain) {
  const ReadoutWindow& window = chain.readout().synthesis().window();
  std::vector<TrueCharge> parts;
  for (const ElectronCloud& cloud : detected.clouds) {
    const AnodeFace& face = chain.geometry().faces()[cloud.anode_face];
    const Anode& anode = chain.geometry().anodes()[face.anode];
    // Decays can come after hours: such ticks are all one.
    constexpr double most_ticks = std::numeric_limits<std::int32_t>::max();
    const auto tick = static_cast<std::int32_t>(
        std::clamp(std::floor((cloud.time - window.start.value()) / window.tick.value()), -most_ticks, most_ticks));
    const auto particle = static_cast<std::uint32_t>(deposit_particle(event, cloud.deposit));
    for (const FacePlane& plane : face.planes) {
      const auto wire = plane.nearest_wire({cloud.vertical, cloud.beam});
      if (!wire) continue;
      const std::uint32_t channel = anode.layers[plane.layer].first_channel() + plane.channels[*wire];
      parts.push_back({channel, tick, static_cast<float>(cloud.electrons), particle});
    }
  }
  const auto key = [](const TrueCharge& part) { return std::tuple{part.channel, part.tick, part.particle}; };
  std::stable_sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::vector<TrueCharge> merged;
  for (const TrueCharge& part : parts) {
    if (!merged.empty() && key(merged.back()) == key(part)) {
      merged.back().electrons += part.electrons;
    } else {
      merged.push_back(part);
    }
  }
  return merged;
}

}  // namespace

EventWaveforms collect_waveforms(const transport::EventDeposits& event, const DetectedEvent& detected,
                                 const DetectorChain& chain) {
  EventWaveforms waveforms;
  waveforms.event = describe(event, detected);
  for (const ChannelBlock& block : detected.waveforms) add_traces(block, chain, waveforms);
  waveforms.truth = true_charge(event, detected, chain);
  waveforms.event.traces = static_cast<std::uint32_t>(waveforms.traces.size());
  waveforms.event.truths = static_cast<std::uint32_t>(waveforms.truth.size());
  return waveforms;
}

}  // namespace wirebench::detector
