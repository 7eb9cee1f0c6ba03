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
#include "wirebench/detector/reconstruction/half_band.hpp"
#include "wirebench/detector/reconstruction/reconstruction_options.hpp"

namespace wirebench::detector {

/// Signal processing of a wire plane: waveforms are taken at half their rate where the filters need no more
/// (half_band.hpp), the AC coupling is undone in time, the response of field and electronics is
/// divided out over wires and time (deconvolution_kernel.hpp), regions with a signal are looked for in waveforms
/// without slow noise, and the charge of each is taken from the smoothed waveform above a straight baseline. Steps as
/// in Wire-Cell's two-dimensional signal processing (Adams et al., JINST 13 P07006 (2018), arXiv:1802.08709), with one
/// search instead of its many refinements. Windows of any length and place go together: each is transformed at a length
/// that it and its neighbours fit. What a length needs is made when it is first used.
/// Thread-safety: calls may run at the same time.
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

  /// `blocks`: counts, all of one layer of an anode of `geometry`, with no sample in common; none longer than the
  /// window. Blocks that do not begin with the readout begin at multiples of 8 ticks. Precondition: at least one block.
  [[nodiscard]] ChannelSignals operator()(std::span<const ChannelBlock> blocks, const Geometry& geometry) const;
  [[nodiscard]] ChannelSignals operator()(const ChannelBlock& block, const Geometry& geometry) const {
    return (*this)(std::span{&block, 1}, geometry);
  }

  /// Expected rms of what regions are looked for in, on a channel with that much wire: electrons per tick.
  [[nodiscard]] double noise(std::size_t layer, Length wire_length) const;

 private:
  struct Layer;
  struct Plane;
  struct Row;
  class RangeSearch;
  [[nodiscard]] const Plane& plane_for(const Layer& layer, std::size_t ticks) const;
  [[nodiscard]] std::unique_ptr<const Plane> make_plane(std::size_t layer, std::size_t length) const;
  [[nodiscard]] std::vector<Row> rows_of(std::span<const ChannelBlock> blocks, const Layer& layer,
                                         const ChannelLayer& channels) const;
  void deconvolve(std::span<Row> rows, const Plane& plane) const;
  void choose_ranges(std::span<Row> rows, std::size_t padding, const ChannelLayer& channels, std::size_t layer) const;
  void collect(std::span<Row> rows, ChannelSignals& signals) const;

  ReconstructionOptions options_;
  std::vector<PlaneShapedResponse> responses_;
  AcCoupling coupling_;
  HalfBand half_band_;
  Digitizer digitizer_;
  NoiseGenerator noise_;
  ReadoutWindow window_;
  std::array<std::unique_ptr<Layer>, k_planes> layers_;
};

}  // namespace wirebench::detector
