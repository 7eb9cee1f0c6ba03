#include "wirebench/detector/readout/digitizer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/digitize_kernel.hpp"

namespace wirebench::detector {

DigitizerOptions read_digitizer_options(ConfigTable& table) {
  constexpr std::array<std::string_view, 2> roundings{"down", "nearest"};
  DigitizerOptions options;
  options.bits = static_cast<int>(table.integer("bits", {2, 16}));
  options.mv_per_count = table.number("mv_per_count", {1.0e-4, 100.0});
  if (!table.has("pedestal_mv")) {
    table.fail("pedestal_mv", "missing key", "each wire plane has a pedestal of its own", "Give three numbers.");
  }
  const double range = options.mv_per_count * (std::exp2(options.bits) - 1.0);
  const std::vector<double> pedestals = table.numbers("pedestal_mv", {}, {0.0, range});
  if (pedestals.size() != k_planes) {
    table.fail("pedestal_mv", fmt::format("{} values", pedestals.size()),
               "there is one for each wire plane, in their order", "Give three numbers.");
  }
  for (std::size_t plane = 0; plane < k_planes; ++plane) options.pedestal_mv[plane] = pedestals[plane];
  options.rounding = table.choice("rounding", roundings) == "down" ? Rounding::down : Rounding::nearest;
  return options;
}

Digitizer::Digitizer(const DigitizerOptions& options) noexcept
    : options_{options}, highest_{std::exp2(options.bits) - 1.0} {
  WIREBENCH_EXPECT(options.bits >= 2 && options.bits <= 16 && options.mv_per_count > 0.0);
}

double Digitizer::pedestal(std::size_t plane) const noexcept {
  const double steps = options_.pedestal_mv[plane] / options_.mv_per_count;
  return std::floor(options_.rounding == Rounding::nearest ? steps + 0.5 : steps);
}

double Digitizer::baseline(std::size_t plane) const noexcept {
  // Rounding down takes half a count from what noise spreads over many.
  return options_.pedestal_mv[plane] / options_.mv_per_count - (options_.rounding == Rounding::down ? 0.5 : 0.0);
}

Saturation Digitizer::operator()(ChannelBlock& block) const {
  WIREBENCH_EXPECT(block.plane < k_planes);
  const double offset =
      options_.pedestal_mv[block.plane] / options_.mv_per_count + (options_.rounding == Rounding::nearest ? 0.5 : 0.0);
  const DigitizeCounts counts =
      digitize(block.samples.data(), block.samples.size(), static_cast<float>(1.0 / options_.mv_per_count),
               static_cast<float>(offset), static_cast<float>(highest_));
  return {counts.low, counts.high};
}

}  // namespace wirebench::detector
