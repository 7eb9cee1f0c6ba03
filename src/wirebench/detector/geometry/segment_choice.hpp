/// \file On which stretch of a wrapped wire the charge of a channel was.
#pragma once

#include <array>
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

/// Part of a channel's charge.
struct SegmentShare {
  WireSegment segment;
  double share = 1.0;  ///< of the charge; those of a channel add up to 1
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
  /// of deconvolved signals, 2 us. Precondition: channels exist; the times of one
  /// readout: memory goes with channels times bins between the first and the last.
  SegmentChoice(const Geometry& geometry, std::uint32_t anode,
                const std::array<std::span<const ChannelCharge>, k_planes>& charges, Time bin);

  /// Segments of a channel's charge at `time`; empty where nothing says which.
  [[nodiscard]] std::vector<SegmentShare> operator()(std::uint32_t layer, std::uint32_t channel, double time) const;

 private:
  static constexpr std::uint32_t k_collection = k_planes - 1;
  struct Hit {
    std::uint32_t wire = 0;
    double electrons = 0.0;
  };
  struct Evidence {
    double three = 0.0;
    double two = 0.0;
  };

  /// Fills hits_ from the charge near each bin of the collection layer.
  void collect_hits();
  /// Of a time, from the first bin with charge; outside 0 to bins_ - 1 there is none.
  [[nodiscard]] std::int64_t bin_of(double time) const noexcept;
  /// Charge of a channel in a bin and the two beside it.
  [[nodiscard]] float near_charge(std::uint32_t layer, std::uint32_t channel, std::int64_t bin) const noexcept {
    return near_charge_[layer][static_cast<std::size_t>(bin) * channels_[layer] + channel];
  }
  /// Collection wires of a face with charge in a bin or the two beside it, in order.
  [[nodiscard]] std::span<const Hit> hits(std::uint32_t face, std::int64_t bin) const noexcept;
  [[nodiscard]] Evidence evidence(std::uint32_t layer, const WireSegment& segment, std::int64_t bin) const;

  const Geometry* geometry_;
  std::uint32_t anode_;
  double bin_;
  double first_time_ = 0.0;
  std::int64_t bins_ = 0;
  std::array<std::size_t, k_planes> channels_{};
  std::array<std::vector<float>, k_planes> near_charge_;  // [bins, channels]
  std::vector<std::uint32_t> hit_begins_;                 // [faces of the anode, bins] + 1
  std::vector<Hit> hits_;
};

}  // namespace wirebench::detector
