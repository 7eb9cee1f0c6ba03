/// \file The inverse of a plane's response, frequency by frequency, as a short sum over neighbouring wires.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/detector/readout/fft.hpp"

namespace wirebench::detector {

/// Takes the spectra of waveforms to spectra of charge: S(w, f) = sum over d of K(|d|, f) M(w + d, f), the
/// two-dimensional deconvolution (over wires and time) of Adams et al., JINST 13 P07006 (2018), arXiv:1802.08709. The
/// Fourier transform over the wires is done once, for the response: its inverse falls off within a few wires, so K is
/// cut where it has. Along each row of equal charge on all wires the cut kernel is the exact inverse.
/// Thread-safety: immutable.
class DeconvolutionKernel {
 public:
  /// `response`: mean response of a wire to charge on itself and its neighbours, counts per electron. Shape:
  /// [2 reach + 1, length / 2 + 1], the same on either side. `length`: ticks of the transform. `bins`: of the spectra
  /// that are wanted, from frequency 0. `wire_filter`: see ReconstructionOptions.
  DeconvolutionKernel(std::span<const std::complex<float>> response, std::size_t reach, std::size_t bins,
                      double wire_filter);

  /// Wires on either side that take part.
  [[nodiscard]] std::size_t reach() const noexcept { return reach_; }
  [[nodiscard]] std::size_t bins() const noexcept { return bins_; }
  /// Sum over the wires of |K|^2 at each bin: what uncorrelated noise of the wires is multiplied by.
  [[nodiscard]] std::vector<double> power() const;

  /// Wires on either side that take part at most.
  static constexpr std::uint32_t k_furthest = 12;

  /// Adds to the charge of a wire. `near`: the spectra of wires -reach() to reach() from it, null where there is none;
  /// each of bins() values, and `out` too.
  void add(std::span<const std::complex<float>* const> near, std::complex<float>* out) const;

 private:
  std::size_t reach_ = 0;
  std::size_t bins_;
  std::size_t stride_;  // floats of a row of each part
  // [distance, bins]: real and imaginary parts, each value twice, as the loop over (real, imaginary) pairs needs them.
  AlignedVector<float> real_;
  AlignedVector<float> imaginary_;
};

}  // namespace wirebench::detector
