#include "wirebench/detector/reconstruction/charge_on_wires.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "detector/presets.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_sample = 1000.0;  // ns: two to a moment of 2 us
constexpr Speed k_velocity = 1.6 * units::millimeter_per_microsecond;

const Geometry& dune() {
  static const DetectorPreset preset = test::shipped_preset("dune-fd-hd");
  return *preset.geometry;
}

/// A channel of the first layer of the first anode with one stretch on either face.
std::uint32_t two_faced_channel() {
  const ChannelLayer& layer = dune().anodes()[0].layers[0];
  for (std::uint32_t channel = 0; channel < layer.channels(); ++channel) {
    const auto segments = layer.segments(channel);
    if (segments.size() == 2 && segments[0].face != segments[1].face) return channel;
  }
  return layer.channels();
}

/// Charge found on the layers of the first anode.
class Found {
 public:
  Found() {
    for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
      signals_[layer].plane = layer;
      signals_[layer].sample = Time{k_sample};
    }
  }

  /// One region, from `time` (ns, a multiple of the sample) on.
  void put(std::uint32_t layer, std::uint32_t channel, double time, const std::vector<float>& electrons) {
    ChannelSignals& signals = signals_[layer];
    signals.regions.push_back({channel, static_cast<std::int32_t>(time / k_sample),
                               static_cast<std::uint32_t>(signals.electrons.size()),
                               static_cast<std::uint32_t>(electrons.size())});
    signals.electrons.insert(signals.electrons.end(), electrons.begin(), electrons.end());
  }

  /// The same charge on all collection wires of a face: with it, a channel's charge was on that face.
  void collect_everywhere(std::uint32_t face, double time) {
    for (const std::uint32_t channel : dune().faces()[face].planes[2].channels) put(2, channel, time, {100.0F});
  }

  double place() { return place_on_wires(dune(), signals_, k_velocity, views_); }

  /// Electrons of the first layer's channel at `time` on a face, by the view's wire and the drift coordinate, which are
  /// different on every face.
  [[nodiscard]] double on(std::uint32_t face, std::uint32_t channel, double time) const {
    double sum = 0.0;
    for (const WireSegment& segment : dune().anodes()[0].layers[0].segments(channel)) {
      if (segment.face != face) continue;
      const AnodeFace& of = dune().faces()[face];
      const FacePlane& plane = of.planes[0];
      for (const WireCharge& part : views_[plane.view]) {
        const bool is_here = part.wire == plane.view_wire(segment.wire) &&
                             std::abs(part.drift - of.drift_coordinate(1.6e-3 * time)) < 1.0e-6;
        if (is_here) sum += part.electrons;
      }
    }
    return sum;
  }
  [[nodiscard]] const WirePlaneCharge& views() const { return views_; }

 private:
  std::array<ChannelSignals, k_planes> signals_;
  WirePlaneCharge views_;
};

// Two collection wires, one each side of the frame: charge of 1 ms has drifted 1600 mm towards collection planes 30.1
// mm from the middle of the frame, which is at 1800 mm of the input.
TEST(ChargeOnWires, CollectedChargeHasAFaceAndADrift) {
  for (const std::uint32_t face : {0U, 1U}) {
    Found found;
    const FacePlane& plane = dune().faces()[face].planes[2];
    found.put(2, plane.channels[17], 1.0e6, {4000.0F, -30.0F});
    EXPECT_EQ(found.place(), 0.0);
    const auto& view = found.views()[plane.view];
    ASSERT_EQ(view.size(), 2U);
    EXPECT_EQ(view[0].wire, plane.view_wire(17));
    EXPECT_EQ(view[0].electrons, 4000.0);
    EXPECT_EQ(view[1].electrons, -30.0);  // noise is kept
    EXPECT_EQ(view[0].deposit, k_no_deposit);
    const double sign = dune().faces()[face].side == Side::below ? -1.0 : 1.0;
    EXPECT_NEAR(view[0].drift, 1800.0 + sign * (30.1 + 1600.0), 1.0e-6);
    EXPECT_NEAR(view[1].drift, 1800.0 + sign * (30.1 + 1601.6), 1.0e-6);
  }
}

TEST(ChargeOnWires, WrappedWiresGoWhereCollectionSaysOfEachMoment) {
  const std::uint32_t channel = two_faced_channel();
  ASSERT_LT(channel, dune().anodes()[0].layers[0].channels());
  Found found;
  // Moments at 1000 and 1008 us, first on one face, then on the other.
  found.put(0, channel, 1.0e6, {2000.0F, 3000.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 1000.0F, 1500.0F});
  found.collect_everywhere(0, 1.0e6);
  found.collect_everywhere(1, 1.008e6);
  EXPECT_EQ(found.place(), 0.0);
  EXPECT_NEAR(found.on(0, channel, 1.000e6), 2000.0, 1.0e-3);
  EXPECT_NEAR(found.on(0, channel, 1.001e6), 3000.0, 1.0e-3);
  EXPECT_NEAR(found.on(1, channel, 1.008e6), 1000.0, 1.0e-3);
  EXPECT_NEAR(found.on(1, channel, 1.009e6), 1500.0, 1.0e-3);
  EXPECT_EQ(found.on(1, channel, 1.000e6), 0.0);
  EXPECT_EQ(found.on(0, channel, 1.008e6), 0.0);
}

/// A region that begins with `first`, where face 0 collects, and ends with `last` twice 8 us later, where face 1
/// does: expects its end on `face`.
void expect_end_on(std::uint32_t face, const std::array<float, 2>& first, float last) {
  const std::uint32_t channel = two_faced_channel();
  Found found;
  found.put(0, channel, 1.0e6, {first[0], first[1], 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, last, last});
  found.collect_everywhere(0, 1.0e6);
  found.collect_everywhere(1, 1.008e6);
  EXPECT_EQ(found.place(), 0.0);
  EXPECT_NEAR(found.on(face, channel, 1.008e6), static_cast<double>(last), 1.0e-3) << last;
  EXPECT_EQ(found.on(1 - face, channel, 1.008e6), 0.0) << last;
}

// Below 1000 electrons in a moment, of two samples, what coincides by chance does not count.
TEST(ChargeOnWires, FaintMomentsFollowTheOneBefore) {
  expect_end_on(0, {2000.0F, 3000.0F}, 480.0F);
  expect_end_on(1, {2000.0F, 3000.0F}, 520.0F);
}

// As does what is less than a tenth of the region's largest moment, here 20000.
TEST(ChargeOnWires, SmallMomentsFollowTheOneBefore) {
  expect_end_on(0, {10000.0F, 10000.0F}, 900.0F);
  expect_end_on(1, {10000.0F, 10000.0F}, 1100.0F);
}

TEST(ChargeOnWires, FaintChargeAtTheBeginningGoesWithTheFirstAnswer) {
  const std::uint32_t channel = two_faced_channel();
  Found found;
  found.put(0, channel, 1.0e6, {100.0F, 150.0F, 0.0F, 0.0F, 2000.0F, 3000.0F});
  found.collect_everywhere(1, 1.004e6);
  EXPECT_EQ(found.place(), 0.0);
  EXPECT_NEAR(found.on(1, channel, 1.0e6), 100.0, 1.0e-3);
  EXPECT_EQ(found.on(0, channel, 1.0e6), 0.0);
}

TEST(ChargeOnWires, ChargeWithoutCoincidenceFollowsTheOneBefore) {
  const std::uint32_t channel = two_faced_channel();
  Found found;
  found.put(0, channel, 1.0e6, {2000.0F, 3000.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 5000.0F, 5000.0F});
  found.collect_everywhere(1, 1.0e6);
  EXPECT_EQ(found.place(), 0.0);
  EXPECT_NEAR(found.on(1, channel, 1.008e6), 5000.0, 1.0e-3);
  EXPECT_EQ(found.on(0, channel, 1.008e6), 0.0);
}

TEST(ChargeOnWires, CountsWhatNothingPlaces) {
  const std::uint32_t channel = two_faced_channel();
  Found found;
  // Nothing coincides with the first moment, and none was before it.
  found.put(0, channel, 1.0e6, {2000.0F, 3000.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 700.0F, 700.0F});
  found.collect_everywhere(0, 1.008e6);
  found.put(1, 5, 2.0e6, {900.0F});  // alone at its time
  EXPECT_NEAR(found.place(), 5900.0, 1.0e-3);
  EXPECT_EQ(found.on(0, channel, 1.000e6), 0.0);
  EXPECT_EQ(found.on(1, channel, 1.000e6), 0.0);
  EXPECT_NEAR(found.on(0, channel, 1.008e6), 700.0, 1.0e-3);
  double placed = 0.0;
  for (const FacePlane* plane : {&dune().faces()[0].planes[0], &dune().faces()[0].planes[1]}) {
    for (const WireCharge& part : found.views()[plane->view]) placed += part.electrons;
  }
  EXPECT_NEAR(placed, 1400.0, 1.0e-3);
}

TEST(ChargeOnWires, FlatWiresNeedNoCoincidence) {
  const DetectorPreset preset = test::shipped_preset("poster-full");
  std::array<ChannelSignals, k_planes> signals;
  for (std::uint32_t layer = 0; layer < k_planes; ++layer) {
    signals[layer].plane = layer;
    signals[layer].sample = Time{k_sample};
  }
  signals[1].regions = {{40, 500, 0, 2}};
  signals[1].electrons = {10.0F, 800.0F};
  WirePlaneCharge views;
  EXPECT_EQ(place_on_wires(*preset.geometry, signals, k_velocity, views), 0.0);
  const FacePlane& plane = preset.geometry->faces()[0].planes[1];
  ASSERT_EQ(views[plane.view].size(), 2U);
  EXPECT_EQ(views[plane.view][1].wire, plane.view_wire(40));
  EXPECT_EQ(views[plane.view][1].electrons, 800.0);
  EXPECT_NEAR(views[plane.view][1].drift, 2510.0 - 1.6 * 501.0, 1.0e-6);
}

}  // namespace
}  // namespace wirebench::detector
