/// \file The answer of the front-end electronics to a charge.
#pragma once

#include "wirebench/core/config.hpp"
#include "wirebench/core/units.hpp"

namespace wirebench::detector {

inline constexpr double k_electrons_per_fc = 6241.509074;  ///< 1 fC / e (SI 2019, exact e)

enum class Shaper {
  cold,  ///< LArASIC: the cold front-end ASIC of MicroBooNE, SBND, ProtoDUNE and DUNE
  warm,  ///< ICARUS at Fermilab: electronics outside the cryostat
};

/// Parameters of the [electronics] table of a preset.
struct ElectronicsOptions {
  Shaper shaper = Shaper::cold;
  double gain_mv_per_fc = 14.0;  ///< peak of the answer to a short charge; LArASIC: 4.7, 7.8, 14 or 25; warm: 19.2855
  Time peaking_time{2200.0};     ///< LArASIC: about 0.5, 1, 2 or 3 us; warm: the time scale, 1.2 us
  double post_gain = 1.0;        ///< factor of the later stages
  Time rc_constant{1.0e6};       ///< of each AC-coupling stage
  int rc_stages = 1;             ///< 0 (coupled directly), 1 or 2
};

/// Reads [electronics]. Errors: Error(usage) for missing keys, unknown ones and values out of range.
[[nodiscard]] ElectronicsOptions read_electronics_options(ConfigTable& table);

/// Voltage after a short charge, without the AC coupling (coupling.hpp). Cold: the inverse Laplace transform of
/// LArASIC's five poles, for 10 us after the charge; it peaks at 1.1735 peaking times (the value of the setting is the
/// 5 % to 100 % rise) with `gain`, its area is 1.2690 peaking times. Source: the analytic form used by Wire-Cell and
/// LArSoft, reduced to five damped terms (De Geronimo et al., IEEE TNS 58 (2011) 1376 for the circuit). Warm: (1 -
/// exp(-(0.9 x)^2 / 2)) exp(-(0.5 x)^2 / 2), x in time scales (ICARUS, as in Wire-Cell). Thread-safety: immutable.
class ElectronicsResponse {
 public:
  explicit ElectronicsResponse(const ElectronicsOptions& options) noexcept;

  /// mV per fC, gains included, `since` the charge arrived; 0 before.
  [[nodiscard]] double operator()(Time since) const noexcept;
  /// After this the answer is 0.
  [[nodiscard]] Time length() const noexcept { return length_; }
  [[nodiscard]] Time peaking_time() const noexcept { return Time{time_scale_}; }

 private:
  Shaper shaper_;
  double amplitude_;
  double time_scale_;
  Time length_;
};

/// Shape of the cold answer, x in peaking times; peak 1.
[[nodiscard]] double cold_shape(double x) noexcept;

}  // namespace wirebench::detector
