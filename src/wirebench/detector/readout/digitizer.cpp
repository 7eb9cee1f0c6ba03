#include "wirebench/detector/readout/digitizer.hpp"

#include <cmath>
#include <string_view>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/digitize_kernel.hpp"
#include "wirebench/detector/wire_plane_config.hpp"

namespace wirebench::detector {

DigitizerOptions read_digitizer_options(ConfigTable& table) {
  constexpr std::array<std::string_view, 2> roundings{"down", "nearest"};
  DigitizerOptions options;
  options.bits = static_cast<int>(table.integer("bits", {2, 16}));
  options.mv_per_count = table.number("mv_per_count", {1.0e-4, 100.0});
  const double range = options.mv_per_count * (std::exp2(options.bits) - 1.0);
  options.pedestal_mv = read_by_plane(table, "pedestal_mv", {0.0, range});
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
