/// \file A function of energy, tabulated so that looking it up costs a few nanoseconds.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wirebench::transport::embedded {

/// Place of an energy on the grid that all tables share: 32 nodes an octave, even in each octave, from 2^-40 to 2^17
/// MeV (1e-12 MeV to 131 GeV). Found from the bits of the number, without a logarithm. The ends hold beyond.
struct GridPoint {
  static constexpr int k_node_bits = 5;
  static constexpr int k_lowest_exponent = -40;
  static constexpr int k_highest_exponent = 17;
  static constexpr std::size_t k_nodes = static_cast<std::size_t>(k_highest_exponent - k_lowest_exponent)
                                         << k_node_bits;

  std::size_t index = 0;
  double fraction = 0.0;  ///< of the way to the next node

  /// Any positive finite number.
  [[nodiscard]] static GridPoint of(double energy) noexcept {
    constexpr int shift = 52 - k_node_bits;
    constexpr std::int64_t bias = (1023 + k_lowest_exponent) * (std::int64_t{1} << k_node_bits);
    constexpr std::uint64_t mask = (std::uint64_t{1} << shift) - 1;
    constexpr double scale = 1.0 / static_cast<double>(std::uint64_t{1} << shift);
    const auto bits = std::bit_cast<std::uint64_t>(energy);
    const std::int64_t index = static_cast<std::int64_t>(bits >> shift) - bias;
    if (index < 0) return {};
    if (index >= static_cast<std::int64_t>(k_nodes)) return {k_nodes - 1, 1.0};
    return {static_cast<std::size_t>(index), static_cast<double>(bits & mask) * scale};
  }
  /// Energy of a node, MeV.
  [[nodiscard]] static double node(std::size_t index) noexcept {
    constexpr int shift = 52 - k_node_bits;
    constexpr std::uint64_t first = static_cast<std::uint64_t>(1023 + k_lowest_exponent) << k_node_bits;
    return std::bit_cast<double>((first + index) << shift);
  }
};

/// Linear between the nodes of the grid: a power law E^p is met within p (p - 1) / 8192.
/// Thread-safe: const after construction.
class EnergyTable {
 public:
  EnergyTable() = default;
  /// `function(energy in MeV)` at every node from `lowest` MeV on; below, the value at `lowest`.
  template <class Function>
  EnergyTable(double lowest, const Function& function) : values_(GridPoint::k_nodes + 1) {
    const std::size_t first = GridPoint::of(lowest).index;
    for (std::size_t i = first; i < values_.size(); ++i) values_[i] = function(GridPoint::node(i));
    for (std::size_t i = 0; i < first; ++i) values_[i] = values_[first];
  }
  [[nodiscard]] double operator()(double energy) const noexcept { return at(GridPoint::of(energy)); }
  [[nodiscard]] double at(GridPoint point) const noexcept {
    const double low = values_[point.index];
    return low + point.fraction * (values_[point.index + 1] - low);
  }
  [[nodiscard]] double at_node(std::size_t index) const noexcept { return values_[index]; }

 private:
  std::vector<double> values_;
};

}  // namespace wirebench::transport::embedded
