#include "wirebench/detector/readout/arrived_charge.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/spread.hpp"

namespace wirebench::detector {
namespace {

// Strides that are looked at together for whether they hold any charge.
constexpr std::int32_t k_cell = 8;

/// Where a cloud's shares lie in the list of all shares.
struct Placed {
  float electrons = 0.0F;
  std::int32_t first_wire = 0;
  std::int32_t first_time = 0;
  std::uint32_t wires = 0;
  std::uint32_t times = 0;
  std::size_t begin = 0;  // of the shares: by time, then [wires, 1 + modes]
};

/// Cuts shares to [low, high]; returns the share that is left.
double cut(GridShares& shares, std::int32_t low, std::int32_t high) {
  const auto count = static_cast<std::int32_t>(shares.shares.size());
  const std::int32_t skip = std::clamp(low - shares.first, 0, count);
  const std::int32_t end = std::clamp(high - shares.first + 1, skip, count);
  if (skip == 0 && end == count) return 1.0;
  shares.shares.erase(shares.shares.begin() + end, shares.shares.end());
  shares.shares.erase(shares.shares.begin(), shares.shares.begin() + skip);
  shares.first += skip;
  return std::accumulate(shares.shares.begin(), shares.shares.end(), 0.0);
}

/// The cell of strides in which `time` is, counted from the one with `least` in it.
std::size_t cell_of(std::int32_t time, std::int32_t least) {
  return static_cast<std::size_t>((time - least) / k_cell);
}

}  // namespace

ArrivedCharge::ArrivedCharge(std::span<const ElectronCloud> clouds, std::uint32_t face, const FacePlane& plane,
                             const PlaneShapedResponse& response, const ReadoutWindow& window, std::int32_t earliest,
                             std::int32_t latest)
    : begins_(plane.wires() + 1, 0) {
  const std::int32_t stride = response.charge_stride();
  const auto steps = static_cast<std::int32_t>(response.steps());
  WIREBENCH_EXPECT(steps % 2 == 0 && stride > 0 && plane.wires() > 0);
  const std::int32_t half = steps / 2;
  const std::int32_t last_allowed = steps * (static_cast<std::int32_t>(plane.wires()) - 1) + half;
  const double node_mm = plane.pitch / static_cast<double>(steps);
  const double per_stride = 1.0 / (window.tick.value() * stride);
  const std::int32_t least = earliest >= 0 ? (earliest + stride - 1) / stride : -(-earliest / stride);
  const std::int32_t most = latest >= 0 ? latest / stride : -((-latest + stride - 1) / stride);
  if (most < least) return;
  const std::size_t values = 1 + response.modes();
  // The wire in whose region a node is. An edge belongs to the lower wire (both describe it the same), but that below
  // the first wire, where there is none.
  const auto wire_of = [&](std::int32_t node) { return std::max(node + half - 1, 0) / steps; };

  std::vector<Placed> placed;
  placed.reserve(clouds.size());
  std::vector<float> all_shares;
  all_shares.reserve(24 * clouds.size());
  GridShares across;
  GridShares along;
  std::int32_t low_wire = std::numeric_limits<std::int32_t>::max();
  std::int32_t high_wire = std::numeric_limits<std::int32_t>::min();
  std::int32_t low_time = low_wire;
  std::int32_t high_time = high_wire;
  for (const ElectronCloud& cloud : clouds) {
    if (cloud.anode_face != face) continue;
    electrons_ += cloud.electrons;
    const double node = plane.wire_position({cloud.vertical, cloud.beam}) * static_cast<double>(steps);
    const double time = (cloud.time - window.start.value()) * per_stride;
    // Far away from the readout even the cloud's position would not fit an integer.
    const bool near = time > -1.0e8 && time < 1.0e8 && node > -1.0e8 && node < 1.0e8;
    double kept = 0.0;
    if (near) {
      share_gaussian(node, cloud.sigma_transverse / node_mm, NarrowShares::linear, across);
      share_gaussian(time, cloud.sigma_time * per_stride, NarrowShares::smooth, along);
      kept = cut(across, -half, last_allowed) * cut(along, least, most);
    }
    electrons_outside_ += (1.0 - kept) * cloud.electrons;
    if (!near || across.shares.empty() || along.shares.empty()) continue;
    const std::int32_t first_wire = wire_of(across.first);
    const std::int32_t last_wire = wire_of(across.first + static_cast<std::int32_t>(across.shares.size()) - 1);
    const auto wires = static_cast<std::size_t>(last_wire - first_wire) + 1;
    placed.push_back({static_cast<float>(cloud.electrons), first_wire, along.first, static_cast<std::uint32_t>(wires),
                      static_cast<std::uint32_t>(along.shares.size()), all_shares.size()});
    all_shares.insert(all_shares.end(), along.shares.begin(), along.shares.end());
    const std::size_t weights = all_shares.size();
    all_shares.resize(weights + wires * values, 0.0F);
    for (std::size_t i = 0; i < across.shares.size(); ++i) {
      const std::int32_t at = across.first + static_cast<std::int32_t>(i);
      const std::int32_t wire = wire_of(at);
      const auto impact = static_cast<std::size_t>(at - wire * steps + half);
      float* const sums = &all_shares[weights + static_cast<std::size_t>(wire - first_wire) * values];
      sums[0] += across.shares[i];
      for (std::size_t mode = 0; mode < response.modes(); ++mode) {
        sums[1 + mode] += response.mode_weight(impact, mode) * across.shares[i];
      }
    }
    low_wire = std::min(low_wire, first_wire);
    high_wire = std::max(high_wire, last_wire);
    low_time = std::min(low_time, along.first);
    high_time = std::max(high_time, along.first + static_cast<std::int32_t>(along.shares.size()) - 1);
  }
  if (placed.empty()) return;

  // Charge of each cell of some strides of a wire.
  const std::size_t cells = cell_of(high_time, low_time) + 1;
  const auto cells_before = static_cast<std::size_t>(low_wire) * cells;
  std::vector<float> occupied(static_cast<std::size_t>(high_wire - low_wire + 1) * cells, 0.0F);
  for (const Placed& one : placed) {
    const std::size_t first_cell = cell_of(one.first_time, low_time);
    const std::size_t last_cell = cell_of(one.first_time + static_cast<std::int32_t>(one.times) - 1, low_time);
    const float each = one.electrons / static_cast<float>(last_cell - first_cell + 1);
    const float* const weights = all_shares.data() + one.begin + one.times;
    for (std::size_t wire = 0; wire < one.wires; ++wire) {
      float* const row = occupied.data() + (static_cast<std::size_t>(one.first_wire) + wire) * cells - cells_before;
      // Even where hardly anything of a cloud is its place must exist.
      const float charge = std::max(each * weights[wire * values], std::numeric_limits<float>::min());
      for (std::size_t cell = first_cell; cell <= last_cell; ++cell) row[cell] += charge;
    }
  }

  // Stretches: cells with charge next to one another.
  std::size_t total = 0;
  std::vector<std::uint32_t> stretch_of(occupied.size(), 0);
  for (std::int32_t wire = 0; wire < static_cast<std::int32_t>(plane.wires()); ++wire) {
    begins_[static_cast<std::size_t>(wire)] = static_cast<std::uint32_t>(stretches_.size());
    if (wire < low_wire || wire > high_wire) continue;
    const std::size_t row = static_cast<std::size_t>(wire - low_wire) * cells;
    bool open = false;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const float charge = occupied[row + cell];
      if (charge > 0.0F) {
        if (!open) {
          stretches_.push_back({wire, low_time + static_cast<std::int32_t>(cell) * k_cell, 0, 0.0F, total});
        }
        Stretch& stretch = stretches_.back();
        stretch.size += static_cast<std::uint32_t>(k_cell);
        stretch.electrons += charge;
        total += values * static_cast<std::size_t>(k_cell);
        stretch_of[row + cell] = static_cast<std::uint32_t>(stretches_.size() - 1);
      }
      open = charge > 0.0F;
    }
  }
  begins_.back() = static_cast<std::uint32_t>(stretches_.size());

  charge_.assign(total, 0.0F);
  for (const Placed& one : placed) {
    const float* const times = all_shares.data() + one.begin;
    const float* weight = times + one.times;
    const std::size_t cell = cell_of(one.first_time, low_time);
    for (std::uint32_t i = 0; i < one.wires; ++i) {
      const std::size_t row = (static_cast<std::size_t>(one.first_wire) + i) * cells - cells_before;
      const Stretch& stretch = stretches_[stretch_of[row + cell]];
      float* out = charge_.data() + stretch.begin + (one.first_time - stretch.first);
      for (std::size_t value = 0; value < values; ++value) {
        const float scale = one.electrons * *weight++;
        for (std::uint32_t t = 0; t < one.times; ++t) out[t] += scale * times[t];
        out += stretch.size;
      }
    }
  }
}

std::span<const ArrivedCharge::Stretch> ArrivedCharge::stretches(std::int32_t first, std::int32_t last) const noexcept {
  const auto wires = static_cast<std::int32_t>(begins_.size()) - 1;
  const auto from = static_cast<std::size_t>(std::clamp(first, 0, wires));
  const auto to = static_cast<std::size_t>(std::clamp(last + 1, static_cast<std::int32_t>(from), wires));
  return stretches().subspan(begins_[from], begins_[to] - begins_[from]);
}

}  // namespace wirebench::detector
