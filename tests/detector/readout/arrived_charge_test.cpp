#include "wirebench/detector/readout/arrived_charge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "detector/reconstruction/straight_track.hpp"

namespace wirebench::detector {
namespace {

constexpr std::int32_t k_latest = 3399;

class ArrivedChargeTest : public testing::Test {
 protected:
  ArrivedChargeTest() {
    window_.tick = Time{500.0};
    window_.ticks = static_cast<std::size_t>(k_latest) + 1;
  }

  /// Electrons at a place in units of the pitch (k at wire k) and at a tick.
  [[nodiscard]] ElectronCloud cloud(double wire, double tick, double electrons, double sigma_wires = 0.3,
                                    double sigma_ticks = 1.6) const {
    ElectronCloud made;
    made.beam = (wire - plane().wire_position({0.0, 0.0})) * plane().pitch;
    made.time = 500.0 * tick;
    made.electrons = electrons;
    made.sigma_transverse = sigma_wires * plane().pitch;
    made.sigma_time = 500.0 * sigma_ticks;
    return made;
  }

  [[nodiscard]] ArrivedCharge arrived(const std::vector<ElectronCloud>& clouds, std::int32_t earliest = 0,
                                      std::int32_t latest = k_latest) const {
    return {clouds, 0, plane(), response(), window_, earliest, latest};
  }

  /// Sum over a stretch, and over all.
  static double sum_of(const ArrivedCharge& charge, const ArrivedCharge::Stretch& stretch) {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < stretch.size; ++i)
      sum += static_cast<double>(charge.charge(stretch)[i * charge.kinds()]);
    return sum;
  }
  static double sum_of(const ArrivedCharge& charge) {
    double sum = 0.0;
    for (const auto& stretch : charge.stretches()) sum += sum_of(charge, stretch);
    return sum;
  }

  static const PlaneShapedResponse& response() {
    static const PlaneShapedResponse made =
        shape_response(computed_response("DUNE"), ElectronicsResponse{ElectronicsOptions{}}, Time{500.0})[2];
    return made;
  }
  /// Collection wires across the beam, 4.79 mm apart.
  static const FacePlane& plane() {
    static const Geometry geometry = test_geometry("DUNE");
    return geometry.faces()[0].planes[2];
  }

  ReadoutWindow window_;
};

TEST_F(ArrivedChargeTest, KeepsTheChargeWhereAndWhenItArrives) {
  const ArrivedCharge charge = arrived({cloud(100.0, 801.0, 5000.0, 0.8, 5.0)});
  EXPECT_NEAR(sum_of(charge), 5000.0, 0.05);
  EXPECT_EQ(charge.electrons(), 5000.0);
  EXPECT_NEAR(charge.electrons_outside(), 0.0, 0.01);
  std::map<std::int32_t, double> on_wire;
  double time = 0.0;
  double squares = 0.0;
  for (const auto& stretch : charge.stretches()) {
    on_wire[stretch.wire] += sum_of(charge, stretch);
    for (std::uint32_t i = 0; i < stretch.size; ++i) {
      const double tick =
          static_cast<double>((stretch.first + static_cast<std::int32_t>(i)) * response().charge_stride());
      time += tick * static_cast<double>(charge.charge(stretch)[i * charge.kinds()]) / 5000.0;
      squares +=
          (tick - 801.0) * (tick - 801.0) * static_cast<double>(charge.charge(stretch)[i * charge.kinds()]) / 5000.0;
    }
  }
  EXPECT_NEAR(time, 801.0, 0.01);
  EXPECT_NEAR(std::sqrt(squares), 5.0, 0.2);  // Gaussians are cut at 3 sigma
  // Of a Gaussian of 0.8 pitches 46.8 % is within half a pitch, 23.6 % in the next wire's region on either side (error
  // function). The charge at an edge, a tenth of a pitch wide, is the lower wire's: 1.6 % more or less.
  EXPECT_NEAR(on_wire[100] / 5000.0, 0.468, 0.01);
  EXPECT_NEAR((on_wire[99] + on_wire[101]) / 5000.0, 0.471, 0.01);
  EXPECT_NEAR(on_wire[99] / 5000.0, 0.236, 0.025);
}

TEST_F(ArrivedChargeTest, WeighsByImpactPosition) {
  // A point of charge right at a wire: impact position 5 of 0 to 10.
  const ArrivedCharge charge = arrived({cloud(100.0, 800.0, 1000.0, 0.0)});
  ASSERT_EQ(charge.stretches().size(), 1U);
  const ArrivedCharge::Stretch& stretch = charge.stretches().front();
  EXPECT_EQ(stretch.wire, 100);
  ASSERT_GT(response().modes(), 0U);
  for (std::size_t mode = 0; mode < response().modes(); ++mode) {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < stretch.size; ++i)
      sum += static_cast<double>(charge.charge(stretch)[i * charge.kinds() + 1 + mode]);
    EXPECT_NEAR(sum, 1000.0 * static_cast<double>(response().mode_weight(5, mode)), 0.05) << mode;
  }
}

TEST_F(ArrivedChargeTest, CountsWhatArrivesBesideTheWiresOrTheReadout) {
  const double last = plane().wires() - 1.0;
  // Half of it is beyond the edge of the last wire's region.
  const ArrivedCharge beside = arrived({cloud(last + 0.5, 800.0, 1000.0)});
  EXPECT_NEAR(beside.electrons_outside(), 500.0, 70.0);  // the edge itself, a tenth of a pitch wide, is inside
  EXPECT_NEAR(sum_of(beside) + beside.electrons_outside(), 1000.0, 0.05);
  EXPECT_NEAR(arrived({cloud(-0.5, 800.0, 1000.0)}).electrons_outside(), 500.0, 70.0);
  const ArrivedCharge before = arrived({cloud(100.0, 300.0, 1000.0, 0.3, 8.0)}, 300, 400);
  EXPECT_NEAR(before.electrons_outside(), 500.0, 60.0);
  EXPECT_NEAR(sum_of(before) + before.electrons_outside(), 1000.0, 0.05);
  for (const double tick : {200.0, 500.0, 1.0e12, -1.0e12}) {
    const ArrivedCharge outside = arrived({cloud(100.0, tick, 1000.0)}, 300, 400);
    EXPECT_NEAR(outside.electrons_outside(), 1000.0, 0.01) << tick;
    EXPECT_TRUE(outside.stretches().empty()) << tick;
  }
  const ArrivedCharge far_away = arrived({cloud(1.0e9, 800.0, 1000.0)});
  EXPECT_EQ(far_away.electrons_outside(), 1000.0);
}

TEST_F(ArrivedChargeTest, HasStretchesByWireThenTime) {
  std::vector<ElectronCloud> clouds{cloud(200.0, 900.0, 100.0, 0.05), cloud(100.0, 1500.0, 10.0, 0.05),
                                    cloud(100.0, 500.0, 20.0, 0.05)};
  clouds.push_back(clouds.front());
  clouds.back().anode_face = 1;  // another face's
  const ArrivedCharge charge = arrived(clouds);
  ASSERT_EQ(charge.stretches().size(), 3U);
  const auto all = charge.stretches();
  EXPECT_EQ(all[0].wire, 100);
  EXPECT_EQ(all[1].wire, 100);
  EXPECT_EQ(all[2].wire, 200);
  EXPECT_LT(all[0].first, all[1].first);
  EXPECT_NEAR(sum_of(charge, all[0]), 20.0, 1.0e-3);
  EXPECT_NEAR(sum_of(charge, all[1]), 10.0, 1.0e-3);
  EXPECT_NEAR(static_cast<double>(all[2].electrons), 100.0, 1.0e-2);
  EXPECT_EQ(charge.electrons(), 130.0);
  for (const auto& stretch : all) EXPECT_EQ(stretch.size % 4, 0U);
  EXPECT_EQ(charge.stretches(90, 110).size(), 2U);
  EXPECT_EQ(charge.stretches(101, 199).size(), 0U);
  EXPECT_EQ(charge.stretches(200, 1'000'000).size(), 1U);
  EXPECT_EQ(charge.stretches(-5, 99).size(), 0U);
  EXPECT_TRUE(arrived({}).stretches().empty());
}

}  // namespace
}  // namespace wirebench::detector
