#include "wirebench/detector/readout/arrived_charge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/detector/readout/bit_runs.hpp"
#include "wirebench/detector/readout/spread.hpp"

namespace wirebench::detector {
namespace {

// From this many grid steps of width on a cloud is put on every second impact position, where there are so many in a
// pitch: what differs between neighbouring positions is then small beside it.
constexpr double k_wide = 3.0;
constexpr std::int32_t k_many_steps = 8;

// Strides that are looked at together for whether they hold any charge.
constexpr std::int32_t k_cell = 8;
static_assert(k_cell % 4 == 0, "add_responses() takes four at a time");

/// Where a cloud's shares lie in the list of all shares.
struct Placed {
  float electrons = 0.0F;
  std::int32_t first_wire = 0;
  std::int32_t first_time = 0;
  std::uint32_t wires = 0;
  std::uint32_t times = 0;
  std::size_t begin = 0;  // of the shares: by time, then [wires, kinds]
};

// Charges of a point are as many as a multiple of this: what a loop without a rest takes at a time.
constexpr std::size_t k_group = 4;

/// Sum over i of shares[i] times row `spacing` i of `weights`, each of `kinds`.
void weighted_sum(std::span<const float> shares, const float* weights, std::size_t kinds, std::size_t spacing,
                  float* out) {
  for (std::size_t kind = 0; kind < kinds; kind += k_group) {
    std::array<float, k_group> sums{};
    const float* row = weights + kind;
    for (const float share : shares) {
      for (std::size_t i = 0; i < k_group; ++i) sums[i] += share * row[i];
      row += spacing * kinds;
    }
    std::copy(sums.begin(), sums.end(), out + kind);
  }
}

/// Row i of `out`, [times, kinds], becomes larger by times[i] times `charges`.
void add_outer(std::span<const float> times, const float* charges, std::size_t kinds, float* out) {
  for (const float time : times) {
    for (std::size_t kind = 0; kind < kinds; kind += k_group) {
      for (std::size_t i = 0; i < k_group; ++i) out[kind + i] += time * charges[kind + i];
    }
    out += kinds;
  }
}

/// By impact position: 1 and the weights for the patterns. Shape: [impacts, kinds].
std::vector<float> weights_by_impact(const PlaneShapedResponse& response, std::size_t kinds) {
  std::vector<float> weights((response.steps() + 1) * kinds, 0.0F);
  for (std::size_t impact = 0; impact <= response.steps(); ++impact) {
    weights[impact * kinds] = 1.0F;
    for (std::size_t mode = 0; mode < response.modes(); ++mode) {
      weights[impact * kinds + 1 + mode] = response.mode_weight(impact, mode);
    }
  }
  return weights;
}

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
    : begins_(plane.wires() + 1, 0), kinds_{(1 + response.modes() + k_group - 1) / k_group * k_group} {
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
  const std::vector<float> impact_weights = weights_by_impact(response, kinds_);
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
    const double sigma = cloud.sigma_transverse / node_mm;
    const std::int32_t spacing = sigma >= k_wide && steps >= k_many_steps ? 2 : 1;
    if (near) {
      share_gaussian(node / spacing, sigma / spacing, NarrowShares::linear, across);
      share_gaussian(time, cloud.sigma_time * per_stride, NarrowShares::smooth, along);
      kept = cut(across, -half / spacing, last_allowed / spacing) * cut(along, least, most);
    }
    electrons_outside_ += (1.0 - kept) * cloud.electrons;
    if (!near || across.shares.empty() || along.shares.empty()) continue;
    const auto node_of = [&](std::size_t share) { return spacing * (across.first + static_cast<std::int32_t>(share)); };
    const std::int32_t first_wire = wire_of(node_of(0));
    const std::int32_t last_wire = wire_of(node_of(across.shares.size() - 1));
    const auto wires = static_cast<std::size_t>(last_wire - first_wire) + 1;
    placed.push_back({static_cast<float>(cloud.electrons), first_wire, along.first, static_cast<std::uint32_t>(wires),
                      static_cast<std::uint32_t>(along.shares.size()), all_shares.size()});
    all_shares.insert(all_shares.end(), along.shares.begin(), along.shares.end());
    const std::size_t weights = all_shares.size();
    all_shares.resize(weights + wires * kinds_, 0.0F);
    for (std::size_t begin = 0; begin < across.shares.size();) {
      const std::int32_t at = node_of(begin);
      const std::int32_t wire = wire_of(at);
      const std::int32_t impact = at - wire * steps + half;
      const std::size_t count =
          std::min(across.shares.size() - begin, static_cast<std::size_t>((steps - impact) / spacing) + 1);
      weighted_sum(std::span{across.shares}.subspan(begin, count),
                   &impact_weights[static_cast<std::size_t>(impact) * kinds_], kinds_,
                   static_cast<std::size_t>(spacing),
                   &all_shares[weights + static_cast<std::size_t>(wire - first_wire) * kinds_]);
      begin += count;
    }
    low_wire = std::min(low_wire, first_wire);
    high_wire = std::max(high_wire, last_wire);
    low_time = std::min(low_time, along.first);
    high_time = std::max(high_time, along.first + static_cast<std::int32_t>(along.shares.size()) - 1);
  }
  if (placed.empty()) return;

  // Which cells of some strides of a wire there is anything of a cloud in, however little.
  const std::size_t words = words_of_bits(cell_of(high_time, low_time) + 1);
  std::vector<std::uint64_t> occupied(static_cast<std::size_t>(high_wire - low_wire + 1) * words, 0);
  for (const Placed& one : placed) {
    const std::size_t first_cell = cell_of(one.first_time, low_time);
    const std::size_t last_cell = cell_of(one.first_time + static_cast<std::int32_t>(one.times) - 1, low_time);
    for (std::uint32_t i = 0; i < one.wires; ++i) {
      set_bits(std::span{occupied}.subspan((static_cast<std::size_t>(one.first_wire - low_wire) + i) * words, words),
               first_cell, last_cell + 1);
    }
  }

  // Stretches: cells with charge next to one another.
  std::size_t total = 0;
  for (std::int32_t wire = 0; wire < static_cast<std::int32_t>(plane.wires()); ++wire) {
    begins_[static_cast<std::size_t>(wire)] = static_cast<std::uint32_t>(stretches_.size());
    if (wire < low_wire || wire > high_wire) continue;
    for_each_run(std::span{occupied}.subspan(static_cast<std::size_t>(wire - low_wire) * words, words),
                 [&](std::size_t first, std::size_t end) {
                   const auto size = static_cast<std::uint32_t>((end - first) * k_cell);
                   const std::int32_t at = low_time + static_cast<std::int32_t>(first) * k_cell;
                   stretches_.push_back({wire, at, size, 0.0F, total});
                   total += kinds_ * size;
                 });
  }
  begins_.back() = static_cast<std::uint32_t>(stretches_.size());

  charge_.assign(total, 0.0F);
  for (const Placed& one : placed) {
    const std::span<const float> times{all_shares.data() + one.begin, one.times};
    float* charges = all_shares.data() + one.begin + one.times;
    const float sum = std::accumulate(times.begin(), times.end(), 0.0F);
    for (std::uint32_t i = 0; i < one.wires; ++i, charges += kinds_) {
      for (std::size_t kind = 0; kind < kinds_; ++kind) charges[kind] *= one.electrons;
      const std::size_t wire = static_cast<std::size_t>(one.first_wire) + i;
      const auto after =
          std::upper_bound(stretches_.begin() + begins_[wire], stretches_.begin() + begins_[wire + 1], one.first_time,
                           [](std::int32_t time, const Stretch& at) { return time < at.first; });
      Stretch& stretch = *std::prev(after);
      stretch.electrons += sum * charges[0];
      add_outer(times, charges, kinds_,
                charge_.data() + stretch.begin + static_cast<std::size_t>(one.first_time - stretch.first) * kinds_);
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
