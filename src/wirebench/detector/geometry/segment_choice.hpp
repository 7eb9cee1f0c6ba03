/// \file On which stretch of a wrapped wire the charge of a channel was.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wirebench/core/units.hpp"
#include "wirebench/detector/geometry/geometry.hpp"

namespace wirebench::detector {

/// Charge found on a channel of one layer of an anode: of one sample, or of several together.
struct ChannelCharge {
  std::uint32_t channel = 0;  ///< within the layer
  double time = 0.0;          ///< ns; the same moment for all layers, as after deconvolution
  double electrons = 0.0;     ///< charge of 0 or less is no evidence
};

/// A channel at a moment.
struct ChannelMoment {
  std::uint32_t layer = 0;
  std::uint32_t channel = 0;  ///< within the layer
  double time = 0.0;          ///< ns
};

/// Part of a channel's charge.
struct SegmentShare {
  WireSegment segment;
  double share = 1.0;  ///< of the charge; those of a channel add up to 1
};

/// The shares of many moments.
struct SegmentShares {
  std::vector<std::uint32_t> begins{0};  ///< of each moment's in `shares`, and the end
  std::vector<SegmentShare> shares;

  /// None where nothing says which.
  [[nodiscard]] std::span<const SegmentShare> of(std::size_t moment) const noexcept {
    return std::span{shares}.subspan(begins[moment], begins[moment + 1] - begins[moment]);
  }
};

/// Shares the charge of channels among their segments, by coincidence in time with the collection plane.
///
/// Charge of an induction channel in a time bin belongs to a segment in so far as collection wires of that face that
/// cross the segment have charge in that bin or the ones beside it, and so has the channel of the other induction layer
/// whose wire runs through the crossing. The evidence of a segment is the sum over such crossings of the smaller of the
/// two charges; shares are in proportion to it. Where no crossing has all three, the charge of the crossed collection
/// wires is the evidence.
/// Channels with one segment (collection, flat wires) need no evidence.
/// Thread-safety: immutable once made.
class SegmentChoice {
 public:
  /// `charges` of each layer of the anode, in any order. `bin` is the width of the time bins, above 0: about the width
  /// of deconvolved signals, 2 us. Precondition: channels exist; the times of one readout: memory goes with its bins.
  SegmentChoice(const Geometry& geometry, std::uint32_t anode,
                const std::array<std::span<const ChannelCharge>, k_planes>& charges, Time bin);

  /// Of moments in any order; the work is done bin by bin.
  [[nodiscard]] SegmentShares operator()(std::span<const ChannelMoment> moments) const;

 private:
  static constexpr std::uint32_t k_collection = k_planes - 1;
  struct ByBin {
    std::int64_t bin = 0;
    std::uint32_t channel = 0;
    float electrons = 0.0F;
  };
  struct Crossings;
  struct Evidence {
    double three = 0.0;
    double two = 0.0;
  };
  class BinCharge;

  [[nodiscard]] std::int64_t bin_of(double time) const noexcept;
  /// What crosses the segments of a channel, one each; none for a channel with one segment.
  [[nodiscard]] std::vector<Crossings> crossings_of(std::uint32_t layer, std::uint32_t channel) const;
  /// Adds the shares of a channel in a bin with that charge. `found`: any.
  static void choose(std::span<const Crossings> crossings, std::uint32_t layer, const BinCharge& charge,
                     std::vector<Evidence>& found, std::vector<SegmentShare>& shares);

  const Geometry* geometry_;
  std::uint32_t anode_;
  double bin_;
  std::array<std::vector<ByBin>, k_planes> charges_;  // by bin
};

}  // namespace wirebench::detector
