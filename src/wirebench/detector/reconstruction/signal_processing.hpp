/// \file From digitised waveforms to charge by channel and time.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/geometry.hpp"
#include "wirebench/detector/readout/channel_block.hpp"
#include "wirebench/detector/readout/coupling.hpp"
#include "wirebench/detector/readout/digitizer.hpp"
#include "wirebench/detector/readout/noise.hpp"
#include "wirebench/detector/readout/readout_window.hpp"
#include "wirebench/detector/readout/shaped_response.hpp"
#include "wirebench/detector/reconstruction/channel_signals.hpp"
#include "wirebench/detector/reconstruction/reconstruction_options.hpp"

namespace wirebench::detector {

/// Signal processing of a wire plane: the AC coupling is undone in time, the response of field and electronics is
/// divided out over wires and time (deconvolution_kernel.hpp), regions with a signal are looked for in waveforms
/// without slow noise, and the charge of each is taken from the smoothed waveform above a straight baseline. Steps as
/// in Wire-Cell's two-dimensional signal processing (Adams et al., JINST 13 P07006 (2018), arXiv:1802.08709), with one
/// search instead of its many refinements. Thread-safety: immutable; calls may run at the same time.
class SignalProcessing {
 public:
  /// `responses`: of the layers, as the waveforms were made with; `coupling`, `digitizer`, `noise` and `window` too.
  /// What the noise amounts to after deconvolution is computed from its spectrum, as an experiment measures it
  /// beforehand.
  SignalProcessing(const ReconstructionOptions& options, std::span<const PlaneShapedResponse> responses,
                   const AcCoupling& coupling, const Digitizer& digitizer, const NoiseGenerator& noise,
                   const ReadoutWindow& window);
  ~SignalProcessing();
  SignalProcessing(SignalProcessing&&) noexcept;
  SignalProcessing& operator=(SignalProcessing&&) noexcept;

  /// `block`: counts, of a layer of an anode of `geometry`, no longer than the window.
  [[nodiscard]] ChannelSignals operator()(const ChannelBlock& block, const Geometry& geometry) const;

  /// Expected rms of what regions are looked for in, on a channel with that much wire: electrons per tick.
  [[nodiscard]] double noise(std::size_t layer, Length wire_length) const;

 private:
  struct Plane;
  struct Search;
  [[nodiscard]] const Plane& plane_for(std::size_t layer, std::size_t ticks) const;
  [[nodiscard]] std::vector<Search> search(const ChannelBlock& block, const ChannelLayer& layer, const Plane& plane,
                                           std::span<const std::complex<float>> charge) const;

  ReconstructionOptions options_;
  AcCoupling coupling_;
  Digitizer digitizer_;
  ReadoutWindow window_;
  std::array<std::vector<Plane>, k_planes> planes_;  ///< by layer: for transforms of growing length
};

}  // namespace wirebench::detector
