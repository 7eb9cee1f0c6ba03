/// \file The waveforms of an event with the truth behind them, as they are kept in files.
#pragma once

#include <cstdint>
#include <vector>

#include "wirebench/detector/detector_chain.hpp"
#include "wirebench/transport/deposit.hpp"

namespace wirebench::detector {

/// A row of the table of events. NaN or 0 where the source does not say. Native units.
struct WaveformEvent {
  std::uint64_t event_id = 0;
  std::uint64_t first_trace = 0;  ///< in the table of traces
  std::uint64_t first_truth = 0;  ///< in the table of true charge
  std::uint32_t traces = 0;
  std::uint32_t truths = 0;
  std::int32_t label = -1;  ///< transport::InteractionClass; -1: not said
  std::int32_t neutrino_pdg = 0;
  float neutrino_energy_mev = 0.0F;
  float vertex_x_mm = 0.0F;
  float vertex_y_mm = 0.0F;
  float vertex_z_mm = 0.0F;
  float deposited_mev = 0.0F;       ///< the event's own deposits, without an overlay
  float electrons_ionized = 0.0F;   ///< after recombination, overlay included
  float electrons_at_wires = 0.0F;  ///< of these, those that arrived on some anode
  std::uint32_t saturated = 0;      ///< samples beyond the converter's range
};
static_assert(sizeof(WaveformEvent) == 72, "padding would put undefined bytes into the file");

/// The samples of one channel in a range of ticks.
struct WaveformTrace {
  std::uint64_t first_sample = 0;  ///< in the samples of the event; in a file: of the file
  std::uint32_t event = 0;         ///< row in the table of events
  std::uint32_t channel = 0;       ///< of the whole detector
  std::int32_t first_tick = 0;
  std::uint32_t ticks = 0;
  std::uint16_t anode = 0;
  std::uint16_t plane = 0;  ///< in the order the electrons meet them; the last one collects
  float baseline = 0.0F;    ///< mean count without signal
};
static_assert(sizeof(WaveformTrace) == 32, "padding would put undefined bytes into the file");

/// Electrons of one kind of particle that arrive at a channel's wires in a tick.
struct TrueCharge {
  std::uint32_t channel = 0;  ///< of the whole detector
  std::int32_t tick = 0;      ///< of the readout; may lie outside it
  float electrons = 0.0F;
  std::uint32_t particle = 0;  ///< PixelParticle (imaging/truth.hpp)
};
static_assert(sizeof(TrueCharge) == 16, "padding would put undefined bytes into the file");

/// Traces by anode and plane, a window after the other; their samples follow one another. Truth by channel, tick and
/// particle.
struct EventWaveforms {
  WaveformEvent event;
  std::vector<WaveformTrace> traces;
  std::vector<std::uint16_t> samples;  ///< counts
  std::vector<TrueCharge> truth;
};

/// The waveforms of an event and the charge that arrived: the middle of each group of electrons, on the nearest wire of
/// each plane, at the tick in which it reaches the collection plane. Diffusion is in the waveforms, not in the truth.
/// Precondition: `detected` was made by `chain` from `event` as a whole. Thread-safe.
[[nodiscard]] EventWaveforms collect_waveforms(const transport::EventDeposits& event, const DetectedEvent& detected,
                                               const DetectorChain& chain);

}  // namespace wirebench::detector
