#include "wirebench/detector/readout/electronics.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {

ElectronicsOptions read_electronics_options(ConfigTable& table) {
  constexpr std::array<std::string_view, 2> shapers{"cold", "warm"};
  ElectronicsOptions options;
  options.shaper = table.choice("shaper", shapers) == "warm" ? Shaper::warm : Shaper::cold;
  options.gain_mv_per_fc = table.number("gain_mv_per_fc", {0.1, 100.0});
  options.peaking_time = table.number("peaking_time_us", {0.1, 10.0}) * units::microsecond;
  options.post_gain = table.number("post_gain", {0.1, 10.0});
  options.rc_stages = static_cast<int>(table.integer("rc_stages", {0, 2}));
  options.rc_constant = table.number("rc_constant_ms", {0.01, 1000.0}) * units::millisecond;
  return options;
}

double cold_shape(double x) noexcept {
  if (!(x > 0.0)) return 0.0;
  const double middle = std::exp(-2.82833 * x);
  const double slow = std::exp(-2.40318 * x);
  return 10.12 * (4.31054 * std::exp(-2.94809 * x) +
                  middle * (1.524912 * std::sin(1.19361 * x) - 5.2404 * std::cos(1.19361 * x)) +
                  slow * (0.929848 * std::cos(2.5928 * x) - 0.655368 * std::sin(2.5928 * x)));
}

ElectronicsResponse::ElectronicsResponse(const ElectronicsOptions& options) noexcept
    : shaper_{options.shaper},
      amplitude_{options.gain_mv_per_fc * options.post_gain},
      time_scale_{options.peaking_time.value()},
      // The cold answer is below 1e-5 of its peak after five peaking times; the source stops at 10 us.
      length_{options.shaper == Shaper::cold ? 5.0 * options.peaking_time : 10.0 * options.peaking_time} {
  WIREBENCH_EXPECT(time_scale_ > 0.0);
}

double ElectronicsResponse::operator()(Time since) const noexcept {
  if (!(since.value() > 0.0) || since >= length_) return 0.0;
  const double x = since.value() / time_scale_;
  if (shaper_ == Shaper::cold) return amplitude_ * cold_shape(x);
  return amplitude_ * (1.0 - std::exp(-0.5 * 0.81 * x * x)) * std::exp(-0.5 * 0.25 * x * x);
}

}  // namespace wirebench::detector
