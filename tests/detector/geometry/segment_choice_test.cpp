#include "wirebench/detector/geometry/segment_choice.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "wirebench/detector/detector_preset.hpp"

namespace wirebench::detector {
namespace {

const DetectorPreset& dune() {
  static const DetectorPreset preset = read_detector_preset("dune-fd-hd", std::string{WIREBENCH_SOURCE_DIR} + "/data");
  return preset;
}

/// Charge on the nearest wires of a face, and which they are.
class Charges {
 public:
  void put(std::uint32_t face, const PlanePoint& offset, double time) {
    const AnodeFace& chosen = dune().geometry->faces()[face];
    const PlanePoint place{chosen.rectangle.vertical.low + offset.vertical, chosen.rectangle.beam.low + offset.beam};
    for (const FacePlane& plane : chosen.planes) {
      const auto wire = plane.nearest_wire(place);
      ASSERT_TRUE(wire);
      charges_[plane.layer].push_back({plane.channels[*wire], time, 5000.0});
      truth_[plane.layer].push_back({face, *wire});
    }
  }
  /// A straight track from `from` to `to` during `times`, a step each 4 mm or so.
  void track(std::uint32_t face, const PlanePoint& from, const PlanePoint& to, const std::array<double, 2>& times) {
    constexpr int steps = 150;
    for (int i = 0; i <= steps; ++i) {
      const double f = static_cast<double>(i) / steps;
      put(face, {from.vertical + f * (to.vertical - from.vertical), from.beam + f * (to.beam - from.beam)},
          times[0] + f * (times[1] - times[0]));
    }
  }
  [[nodiscard]] SegmentChoice choice() const {
    return {*dune().geometry, 0, {charges_[0], charges_[1], charges_[2]}, 2.0 * units::microsecond};
  }
  /// Mean share that the true segment of the charge of an induction layer is given.
  [[nodiscard]] double right(std::uint32_t layer) const {
    std::vector<ChannelMoment> moments;
    for (const ChannelCharge& part : charges_[layer]) moments.push_back({layer, part.channel, part.time});
    const SegmentShares chosen = choice()(moments);
    double sum = 0.0;
    for (std::size_t i = 0; i < charges_[layer].size(); ++i) {
      double total = 0.0;
      for (const SegmentShare& share : chosen.of(i)) {
        total += share.share;
        if (share.segment.face == truth_[layer][i].face && share.segment.wire == truth_[layer][i].wire) {
          sum += share.share;
        }
      }
      EXPECT_NEAR(total, 1.0, 1e-9);
    }
    return sum / static_cast<double>(charges_[layer].size());
  }

 private:
  std::array<std::vector<ChannelCharge>, k_planes> charges_;
  std::array<std::vector<WireSegment>, k_planes> truth_;
};

TEST(SegmentChoice, FindsATrackOnEitherFace) {
  for (const std::uint32_t face : {0U, 1U}) {
    Charges charges;
    charges.track(face, {3000.0, 300.0}, {3300.0, 900.0}, {1.0e6, 1.3e6});
    EXPECT_GT(charges.right(0), 0.99) << face;
    EXPECT_GT(charges.right(1), 0.99) << face;
  }
}

// Of three segments of one channel two are on the same face: only the third layer tells them apart.
TEST(SegmentChoice, TellsStretchesOfOneFaceApart) {
  for (const double height : {300.0, 5000.0}) {
    Charges charges;
    charges.track(0, {height, 1000.0}, {height + 300.0, 1600.0}, {1.0e6, 1.3e6});
    EXPECT_GT(charges.right(0), 0.97) << height;
    EXPECT_GT(charges.right(1), 0.97) << height;
  }
}

TEST(SegmentChoice, SeparatesTracksOfDifferentTimes) {
  Charges charges;
  charges.track(0, {3000.0, 300.0}, {3300.0, 900.0}, {1.0e6, 1.3e6});
  charges.track(1, {2500.0, 500.0}, {2000.0, 1200.0}, {1.5e6, 1.8e6});
  EXPECT_GT(charges.right(0), 0.99);
  EXPECT_GT(charges.right(1), 0.99);
}

TEST(SegmentChoice, MostlySeparatesTracksAtTheSameTime) {
  Charges charges;
  charges.track(0, {3000.0, 300.0}, {3300.0, 900.0}, {1.0e6, 1.3e6});
  charges.track(1, {2500.0, 500.0}, {2000.0, 1200.0}, {1.0e6, 1.3e6});
  EXPECT_GT(charges.right(0), 0.9);
  EXPECT_GT(charges.right(1), 0.9);
}

TEST(SegmentChoice, KnowsNothingWithoutCollectedCharge) {
  const std::vector<ChannelCharge> alone{{17, 1.0e6, 5000.0}};
  const SegmentChoice choose{*dune().geometry, 0, {alone, {}, {}}, 2.0 * units::microsecond};
  const std::vector<ChannelMoment> moments{{0, 17, 1.0e6}, {2, 17, 1.0e6}, {0, 17, 5.0e6}};
  const SegmentShares shares = choose(moments);
  EXPECT_TRUE(shares.of(0).empty());
  EXPECT_EQ(shares.of(1).size(), 1U);  // collection wires have one segment
  EXPECT_TRUE(shares.of(2).empty());
}

// Without the other induction layer, collection alone decides between the faces.
TEST(SegmentChoice, FallsBackOnCollection) {
  const Geometry& geometry = *dune().geometry;
  const FacePlane& collection = geometry.faces()[1].planes[2];
  const std::vector<ChannelCharge> induced{{17, 1.0e6, 5000.0}};
  std::vector<ChannelCharge> collected;
  for (const std::uint32_t channel : collection.channels) collected.push_back({channel, 1.0e6, 100.0});
  const SegmentChoice choose{geometry, 0, {induced, {}, collected}, 2.0 * units::microsecond};
  const std::vector<ChannelMoment> moments{{0, 17, 1.0e6}};
  const SegmentShares shares = choose(moments);
  ASSERT_FALSE(shares.of(0).empty());
  for (const SegmentShare& share : shares.of(0)) EXPECT_EQ(share.segment.face, 1U);
}

}  // namespace
}  // namespace wirebench::detector
