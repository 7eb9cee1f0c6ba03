/// \file Cross sections as functions of kinetic energy, looked up without a logarithm.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirebench::transport::embedded {

/// One tabulated value: kinetic energy in MeV, cross section per nucleus in mb. Both > 0.
struct CrossSectionNode {
  double kinetic = 0.0;
  double cross_section = 0.0;
};

/// Value at `kinetic` between `nodes`, straight in log-log. Outside: the first value below, the last above.
/// `nodes`: at least one, rising energies.
[[nodiscard]] double interpolate(std::span<const CrossSectionNode> nodes, double kinetic) noexcept;

/// Two cross sections of one projectile, side by side so that one lookup finds both.
struct CrossSectionPair {
  float inelastic = 0.0F;
  float elastic = 0.0F;
};

/// A pair of cross sections over kinetic energy from 2^k_lowest_exponent to 2^k_octaves times that (1e-9 MeV to
/// 1.4e5 MeV), held at 32 points an octave, straight in between. Exponent and leading bits of a floating-point number
/// number the cell, the other bits are the place in it: no logarithm. Outside, the value at the edge.
/// Valid for: finite energies >= 0. Thread-safe: const after construction.
class CrossSectionTable {
 public:
  /// `scale` turns mb into the unit of what `at` returns. Values at or below `floor` (mb) count as zero: nodes in
  /// log-log cannot hold one, and below the Coulomb barrier nothing reacts. No nodes: zero.
  CrossSectionTable(std::span<const CrossSectionNode> inelastic, std::span<const CrossSectionNode> elastic,
                    double scale, double floor = 1e-3);

  [[nodiscard]] CrossSectionPair at(double kinetic) const noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(kinetic);
    const std::uint64_t cell = bits >> k_fraction_bits;
    if (cell < k_first_cell) return points_.front();
    const auto index = static_cast<std::size_t>(cell - k_first_cell);
    if (index + 1 >= points_.size()) return points_.back();
    constexpr auto mask = (std::uint64_t{1} << k_fraction_bits) - 1;
    const float place = static_cast<float>(static_cast<double>(bits & mask) * k_per_cell);
    const CrossSectionPair& low = points_[index];
    const CrossSectionPair& high = points_[index + 1];
    return {low.inelastic + place * (high.inelastic - low.inelastic),
            low.elastic + place * (high.elastic - low.elastic)};
  }

 private:
  static constexpr int k_fraction_bits = 52 - 5;  // 2^5 cells an octave
  static constexpr int k_lowest_exponent = -30;   // 2^-30 MeV: 1e-3 eV
  static constexpr int k_octaves = 47;
  static constexpr std::uint64_t k_first_cell = static_cast<std::uint64_t>(1023 + k_lowest_exponent) << 5;
  static constexpr double k_per_cell = 1.0 / static_cast<double>(std::uint64_t{1} << k_fraction_bits);

  std::vector<CrossSectionPair> points_;
};

}  // namespace wirebench::transport::embedded
