#include "wirebench/detector/reconstruction/reconstruction_options.hpp"

#include <cmath>

#include "wirebench/detector/wire_plane_config.hpp"

namespace wirebench::detector {
double LowPass::operator()(double frequency_mhz) const noexcept {
  return std::exp(-0.5 * std::pow(frequency_mhz / scale_mhz, power));
}

ReconstructionOptions read_reconstruction_options(ConfigTable& table) {
  ReconstructionOptions options;
  options.gaussian_mhz = table.number("gaussian_mhz", {0.02, 1.0});
  options.wire_filter = read_by_plane(table, "wire_filter", {0.1, 100.0});
  const auto scales = read_by_plane(table, "search_mhz", {0.02, 1.0});
  const auto powers = read_by_plane(table, "search_power", {1.0, 10.0});
  for (std::size_t plane = 0; plane < k_planes; ++plane) options.search_filter[plane] = {scales[plane], powers[plane]};
  options.tight_mhz = table.number("tight_mhz", {1.0e-4, 0.2});
  options.loose_mhz = table.number("loose_mhz", {1.0e-5, 0.2});
  options.threshold = read_by_plane(table, "threshold", {1.0, 100.0});
  options.least_electrons_per_tick = table.number("least_electrons_per_tick", {0.1, 1.0e5});
  options.loose_threshold = table.number("loose_threshold", {2.0, 100.0});
  options.padding = table.number("padding_us", {0.0, 100.0}) * units::microsecond;
  options.least_region_electrons = table.number("least_region_electrons", {0.0, 1.0e6});
  return options;
}

}  // namespace wirebench::detector
