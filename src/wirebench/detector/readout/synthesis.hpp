/// \file From electrons at the wires to waveforms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/electron_cloud.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/readout/channel_block.hpp"
#include "wirebench/detector/readout/coupling.hpp"
#include "wirebench/detector/readout/readout_window.hpp"
#include "wirebench/detector/readout/shaped_response.hpp"

namespace wirebench::detector {

/// Waveforms of one layer of an anode, and what did not get into them.
struct Synthesized {
  ChannelBlock block;              ///< mV; without channels where no charge arrives
  double electrons = 0.0;          ///< of the clouds that arrive on this anode
  double electrons_outside = 0.0;  ///< of these, beyond the wires or too early or too late for the readout
};

/// Makes the waveforms of the wires of a layer of an anode from the electrons that arrive there: charge on a fine grid
/// (impact positions by ticks), folded with the shaped response of each impact position for the wire itself and its
/// neighbours, summed over the wires of each channel, then the AC coupling. The work goes with the occupied cells of
/// the grid, not with the size of the detector. Each cloud is cut at 3 sigma; its charge is kept. Thread-safety:
/// immutable; calls may run at the same time.
class WaveformSynthesis {
 public:
  /// `responses`: one a layer, all sampled at the window's tick.
  WaveformSynthesis(std::vector<PlaneShapedResponse> responses, const AcCoupling& coupling,
                    const ReadoutWindow& window);

  [[nodiscard]] Synthesized operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry,
                                       std::uint32_t anode, std::uint32_t layer) const;

  /// The same into `result`, whose memory is used again: new memory for each event costs as much as its waveforms.
  void operator()(std::span<const ElectronCloud> clouds, const Geometry& geometry, std::uint32_t anode,
                  std::uint32_t layer, Synthesized& result) const;

  [[nodiscard]] const PlaneShapedResponse& response(std::size_t layer) const { return responses_[layer]; }
  [[nodiscard]] const AcCoupling& coupling() const noexcept { return coupling_; }
  [[nodiscard]] const ReadoutWindow& window() const noexcept { return window_; }

 private:
  std::vector<PlaneShapedResponse> responses_;
  AcCoupling coupling_;
  ReadoutWindow window_;
};

}  // namespace wirebench::detector
