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
  /// mV: one block with all channels (`full`), or one for each window around signals, by first channel and tick. No two
  /// have a sample in common. None where no charge arrives.
  std::vector<ChannelBlock> blocks;
  double electrons = 0.0;          ///< of the clouds that arrive on this anode
  double electrons_outside = 0.0;  ///< of these, beyond the wires or too early or too late for the readout
};

/// Makes the waveforms of the wires of a layer of an anode from the electrons that arrive there: charge by wire and
/// time, weighted by impact position for the patterns of the shaped response, folded with them for the wire itself and
/// its neighbours, summed over the wires of each channel, then the AC coupling. The work goes with the occupied time of
/// the wires, not with the size of the detector. Each cloud is cut at 3 sigma; its charge is kept. Each window begins
/// at rest: of an earlier signal of its channel in another window, the coupling's tail (of a signal of some us, less
/// than 1 % of its peak) is left out. Thread-safety: immutable; calls may run at the same time.
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
