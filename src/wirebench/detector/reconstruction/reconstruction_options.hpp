/// \file Parameters of signal processing.
#pragma once

#include <array>

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"
#include "wirebench/detector/wire_plane.hpp"

namespace wirebench::detector {

/// Low-pass filter exp(-(f / scale)^power / 2).
struct LowPass {
  double scale_mhz = 0.12;
  double power = 2.0;

  [[nodiscard]] double operator()(double frequency_mhz) const noexcept;
};

/// Parameters of the [reconstruction] table of a preset. Frequencies in MHz; the filters' forms and most values are
/// those of the Wire-Cell Toolkit's configurations for MicroBooNE, SBND and DUNE.
struct ReconstructionOptions {
  /// Filter along the time of the charge that is put out: a Gaussian of 1 / (2 pi gaussian_mhz) us.
  double gaussian_mhz = 0.12;
  /// Filter across the wires, exp(-(k / s)^2 / 2) with k = 1 at one cycle in two wires: a Gaussian of 1 / (pi s) wires.
  std::array<double, k_planes> wire_filter{0.423, 0.423, 1.693};
  /// Filter along the time of what regions are looked for in.
  std::array<LowPass, k_planes> search_filter{LowPass{0.1488, 3.762}, LowPass{0.1597, 4.361}, LowPass{0.1362, 3.353}};
  /// High-pass filters 1 - exp(-(f / x)^2) of the two searches: `tight` takes the slow noise of a deconvolved induction
  /// plane away, and the middle of long signals with it; `loose` keeps those.
  double tight_mhz = 0.014;
  double loose_mhz = 0.002;
  /// A region begins where the tight waveform is this many times its noise, by plane ...
  std::array<double, k_planes> threshold{5.0, 5.0, 5.0};
  /// ... but no less than this many electrons per tick: matters where there is no noise.
  double least_electrons_per_tick = 30.0;
  /// A region of the loose waveform counts from this many times its noise on, if a tight one is in it or beside it.
  double loose_threshold = 5.0;
  /// How far a region goes on at either end after the waveform has fallen to its noise.
  Time padding{10000.0};
  /// Regions with less charge are dropped.
  double least_region_electrons = 500.0;
};

/// Reads [reconstruction]. Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] ReconstructionOptions read_reconstruction_options(ConfigTable& table);

}  // namespace wirebench::detector
