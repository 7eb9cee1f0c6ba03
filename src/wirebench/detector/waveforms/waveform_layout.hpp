/// \file How waveforms lie in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wirebench/core/hdf5.hpp"
#include "wirebench/detector/waveforms/event_waveforms.hpp"

namespace wirebench::detector {

inline constexpr std::string_view k_waveform_format = "wirebench-waveforms";
/// Readers refuse a higher one.
inline constexpr std::int64_t k_waveform_version = 1;

inline hdf5::RowType<WaveformEvent> waveform_event_type() {
  hdf5::RowType<WaveformEvent> type;
  type.field<std::uint64_t>("event_id", offsetof(WaveformEvent, event_id))
      .field<std::uint64_t>("first_trace", offsetof(WaveformEvent, first_trace))
      .field<std::uint64_t>("first_truth", offsetof(WaveformEvent, first_truth))
      .field<std::uint32_t>("traces", offsetof(WaveformEvent, traces))
      .field<std::uint32_t>("truths", offsetof(WaveformEvent, truths))
      .field<std::int32_t>("label", offsetof(WaveformEvent, label))
      .field<std::int32_t>("neutrino_pdg", offsetof(WaveformEvent, neutrino_pdg))
      .field<float>("neutrino_energy_mev", offsetof(WaveformEvent, neutrino_energy_mev))
      .field<float>("vertex_x_mm", offsetof(WaveformEvent, vertex_x_mm))
      .field<float>("vertex_y_mm", offsetof(WaveformEvent, vertex_y_mm))
      .field<float>("vertex_z_mm", offsetof(WaveformEvent, vertex_z_mm))
      .field<float>("deposited_mev", offsetof(WaveformEvent, deposited_mev))
      .field<float>("electrons_ionized", offsetof(WaveformEvent, electrons_ionized))
      .field<float>("electrons_at_wires", offsetof(WaveformEvent, electrons_at_wires))
      .field<std::uint32_t>("saturated", offsetof(WaveformEvent, saturated));
  return type;
}

inline hdf5::RowType<WaveformTrace> waveform_trace_type() {
  hdf5::RowType<WaveformTrace> type;
  type.field<std::uint64_t>("first_sample", offsetof(WaveformTrace, first_sample))
      .field<std::uint32_t>("event", offsetof(WaveformTrace, event))
      .field<std::uint32_t>("channel", offsetof(WaveformTrace, channel))
      .field<std::int32_t>("first_tick", offsetof(WaveformTrace, first_tick))
      .field<std::uint32_t>("ticks", offsetof(WaveformTrace, ticks))
      .field<std::uint16_t>("anode", offsetof(WaveformTrace, anode))
      .field<std::uint16_t>("plane", offsetof(WaveformTrace, plane))
      .field<float>("baseline", offsetof(WaveformTrace, baseline));
  return type;
}

inline hdf5::RowType<TrueCharge> true_charge_type() {
  hdf5::RowType<TrueCharge> type;
  type.field<std::uint32_t>("channel", offsetof(TrueCharge, channel))
      .field<std::int32_t>("tick", offsetof(TrueCharge, tick))
      .field<float>("electrons", offsetof(TrueCharge, electrons))
      .field<std::uint32_t>("particle", offsetof(TrueCharge, particle));
  return type;
}

}  // namespace wirebench::detector
