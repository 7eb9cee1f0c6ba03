#include "wirebench/transport/embedded/hadronic/cross_section_table.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::transport::embedded {

double interpolate(std::span<const CrossSectionNode> nodes, double kinetic) noexcept {
  WIREBENCH_EXPECT(!nodes.empty());
  const auto above = std::ranges::upper_bound(nodes, kinetic, {}, &CrossSectionNode::kinetic);
  if (above == nodes.begin()) return nodes.front().cross_section;
  if (above == nodes.end()) return nodes.back().cross_section;
  const CrossSectionNode& low = *(above - 1);
  const double slope = std::log(above->cross_section / low.cross_section) / std::log(above->kinetic / low.kinetic);
  return low.cross_section * std::pow(kinetic / low.kinetic, slope);
}

CrossSectionTable::CrossSectionTable(std::span<const CrossSectionNode> inelastic,
                                     std::span<const CrossSectionNode> elastic, double scale, double floor) {
  const auto value = [&](std::span<const CrossSectionNode> nodes, double kinetic) {
    const double cross_section = nodes.empty() ? 0.0 : interpolate(nodes, kinetic);
    return static_cast<float>(cross_section > floor ? scale * cross_section : 0.0);
  };
  constexpr std::size_t count = (static_cast<std::size_t>(k_octaves) << 5) + 1;
  points_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double kinetic = std::bit_cast<double>((k_first_cell + i) << k_fraction_bits);
    points_.push_back({value(inelastic, kinetic), value(elastic, kinetic)});
  }
}

}  // namespace wirebench::transport::embedded
