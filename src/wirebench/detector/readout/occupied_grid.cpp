#include "wirebench/detector/readout/occupied_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/spread.hpp"

namespace wirebench::detector {
namespace {

/// Where a cloud's shares lie in the list of all shares.
struct Placed {
  std::size_t cloud = 0;
  std::int32_t first_node = 0;
  std::int32_t first_time = 0;
  std::uint32_t nodes = 0;
  std::uint32_t times = 0;
  std::size_t begin = 0;  // of the shares: nodes, then times
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

}  // namespace

OccupiedGrid::OccupiedGrid(std::span<const ElectronCloud> clouds, std::uint32_t face, const FacePlane& plane,
                           std::size_t steps, std::int32_t stride, const ReadoutWindow& window, std::int32_t earliest,
                           std::int32_t latest) {
  WIREBENCH_EXPECT(steps % 2 == 0 && stride > 0 && plane.wires() > 0);
  const auto half = static_cast<std::int32_t>(steps / 2);
  const std::int32_t last_allowed = static_cast<std::int32_t>(steps * (plane.wires() - 1)) + half;
  const double node_mm = plane.pitch / static_cast<double>(steps);
  const double per_stride = 1.0 / (window.tick.value() * stride);
  const std::int32_t least = earliest >= 0 ? (earliest + stride - 1) / stride : -(-earliest / stride);
  const std::int32_t most = latest >= 0 ? latest / stride : -((-latest + stride - 1) / stride);
  std::vector<Placed> placed;
  placed.reserve(clouds.size());
  std::vector<float> all_shares;
  all_shares.reserve(32 * clouds.size());
  GridShares across;
  GridShares along;
  std::int32_t low = std::numeric_limits<std::int32_t>::max();
  std::int32_t high = std::numeric_limits<std::int32_t>::min();
  for (std::size_t i = 0; i < clouds.size(); ++i) {
    const ElectronCloud& cloud = clouds[i];
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
    placed.push_back({i, across.first, along.first, static_cast<std::uint32_t>(across.shares.size()),
                      static_cast<std::uint32_t>(along.shares.size()), all_shares.size()});
    all_shares.insert(all_shares.end(), across.shares.begin(), across.shares.end());
    all_shares.insert(all_shares.end(), along.shares.begin(), along.shares.end());
    low = std::min(low, across.first);
    high = std::max(high, across.first + static_cast<std::int32_t>(across.shares.size()) - 1);
  }
  if (placed.empty()) return;

  first_node_ = low;
  rows_.resize(static_cast<std::size_t>(high - low) + 1);
  std::vector<std::int32_t> last_time(rows_.size(), std::numeric_limits<std::int32_t>::min());
  for (Row& row : rows_) row.first = std::numeric_limits<std::int32_t>::max();
  for (const Placed& one : placed) {
    const auto at = static_cast<std::size_t>(one.first_node - low);
    const std::int32_t last = one.first_time + static_cast<std::int32_t>(one.times) - 1;
    for (std::size_t n = at; n < at + one.nodes; ++n) {
      rows_[n].first = std::min(rows_[n].first, one.first_time);
      last_time[n] = std::max(last_time[n], last);
    }
  }
  std::size_t total = 0;
  for (std::size_t n = 0; n < rows_.size(); ++n) {
    rows_[n].begin = total;
    if (last_time[n] < rows_[n].first) {
      rows_[n].first = 0;
      continue;
    }
    rows_[n].size = (static_cast<std::size_t>(last_time[n] - rows_[n].first) + 4) / 4 * 4;
    total += rows_[n].size;
  }
  charge_.assign(total, 0.0F);
  for (const Placed& one : placed) {
    const float* const nodes = all_shares.data() + one.begin;
    const float* const times = nodes + one.nodes;
    const auto electrons = static_cast<float>(clouds[one.cloud].electrons);
    for (std::uint32_t n = 0; n < one.nodes; ++n) {
      const Row& row = rows_[static_cast<std::size_t>(one.first_node - low) + n];
      float* const out = charge_.data() + row.begin + (one.first_time - row.first);
      const float scale = electrons * nodes[n];
      for (std::uint32_t t = 0; t < one.times; ++t) out[t] += scale * times[t];
    }
  }
}

}  // namespace wirebench::detector
