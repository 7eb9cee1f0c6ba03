#include "wirebench/validation/event_measures.hpp"

namespace wirebench::validation {
namespace {

using transport::Deposit;
using transport::Process;
using transport::Track;
using transport::TransportedEvent;

Deposit point(double x, double z, double energy, nuclear::PdgCode pdg) {
  return {.start = {x, 0.0, z},
          .end = {x, 0.0, z},
          .energy = energy,
          .step_length = 0.0,
          .time = 0.0,
          .pdg = pdg,
          .track_id = 1};
}

Track track(std::uint32_t id, std::uint32_t parent, nuclear::PdgCode pdg, Process start, const Vector3& momentum) {
  Track out;
  out.track_id = id;
  out.parent_id = parent;
  out.pdg = pdg;
  out.start_process = start;
  out.start_momentum = out.end_momentum = momentum;
  return out;
}

TEST(Measure, PutsDepositsIntoBins) {
  TransportedEvent event;
  event.tracks.push_back(track(1, 0, 13, Process::primary, {0.0, 0.0, 500.0}));
  event.tracks[0].length = 123.0;
  event.tracks[0].end = {0.0, 0.0, 120.0};
  event.deposits.deposits = {point(0.0, 5.0, 1.0, 13),       point(0.0, 12.0, 2.0, 13),
                             point(30.0, 12.0, 4.0, 11),     point(0.0, -3.0, 8.0, 22),
                             point(9999.0, 1.0, 16.0, 2212), point(0.0, 20000.0, 32.0, 2112)};
  const auto measured = measure(event, {"mu-", 13, 500.0}, 3.0);
  EXPECT_DOUBLE_EQ(measured.deposited, 63.0);
  EXPECT_DOUBLE_EQ(measured.deposited_by[0], 12.0);
  EXPECT_DOUBLE_EQ(measured.deposited_by[1], 3.0);
  EXPECT_DOUBLE_EQ(measured.deposited_by[4], 32.0);
  EXPECT_THAT(measured.depth_profile, testing::ElementsAre(17.0, 6.0));
  EXPECT_DOUBLE_EQ(measured.radius_profile[0], 43.0);
  EXPECT_DOUBLE_EQ(measured.radius_profile[6], 4.0);  // 3 cm: 3.0 to 3.5
  EXPECT_DOUBLE_EQ(measured.radius_profile[k_radius_bins - 1], 16.0);
  EXPECT_DOUBLE_EQ(measured.length, 12.3);
  EXPECT_DOUBLE_EQ(measured.end_z, 12.0);
  EXPECT_FALSE(measured.inelastic);
  EXPECT_FALSE(measured.start_energy);
}

TEST(Measure, FindsWhereThePrimaryCrossesADepth) {
  TransportedEvent event;
  event.tracks.push_back(track(1, 0, 2212, Process::primary, {0.0, 0.0, 500.0}));
  event.primary_steps = {{1, 100.0, 1.0, 3.0, {0.0, 0.0, 98.0}, {0.0, 0.0, 1.0}},
                         {2, 100.0, 9.0, 3.0, {50.0, 0.0, 300.0}, {0.0, 0.0, 1.0}},  // another primary's
                         {1, 81.0, 2.0, 3.0, {4.0, -8.0, 102.0}, {0.6, 0.0, 0.8}},
                         {1, 79.0, 4.0, 3.0, {4.0, -8.0, 99.0}, {0.0, 0.0, -1.0}},
                         {1, 78.0, 8.0, 2.0, {9.0, -8.0, 103.0}, {0.0, 0.0, 1.0}}};
  const auto measured = measure(event, {"proton", 2212, 100.0}, 3.0);
  ASSERT_TRUE(measured.crossings[0]);
  EXPECT_DOUBLE_EQ(measured.crossings[0]->x, 0.2);  // half way from 98 to 102 mm; the first time only
  EXPECT_DOUBLE_EQ(measured.crossings[0]->y, -0.4);
  EXPECT_DOUBLE_EQ(measured.crossings[0]->slope_x, 0.75);
  EXPECT_FALSE(measured.crossings[1]);
  EXPECT_THAT(measured.step_losses, testing::ElementsAre(1.0, 2.0));  // full steps, above 80 MeV
}

TEST(Measure, ListsWhatAnInelasticInteractionMakes) {
  TransportedEvent event;
  event.tracks.push_back(track(1, 0, 211, Process::primary, {0.0, 0.0, 500.0}));
  event.tracks[0].end_process = Process::hadron_inelastic;
  event.tracks[0].end_momentum = {300.0, 0.0, 0.0};
  event.tracks.push_back(track(2, 1, 2212, Process::hadron_inelastic, {306.5, 306.5, 0.0}));
  event.tracks.push_back(track(3, 1, 11, Process::ionization, {0.0, 0.0, 5.0}));
  event.tracks.push_back(track(4, 2, 2112, Process::hadron_inelastic, {0.0, 0.0, 500.0}));
  const auto measured = measure(event, {"pi+", 211, 400.0}, 3.0);
  EXPECT_TRUE(measured.inelastic);
  ASSERT_EQ(measured.secondaries.size(), 1U);
  EXPECT_NEAR(measured.secondaries[0].cosine, 0.70711, 1e-5);
  EXPECT_NEAR(measured.secondaries[0].kinetic, 95.28, 0.01);  // a proton of 433.5 MeV/c
}

TEST(Measure, StartsAPhotonsShowerAtItsFirstFastChargedSecondary) {
  TransportedEvent event;
  event.tracks.push_back(track(1, 0, 22, Process::primary, {0.0, 0.0, 300.0}));
  event.tracks.push_back(track(2, 1, 11, Process::compton, {0.0, 0.0, 0.5}));  // 0.2 MeV: too slow
  event.tracks.push_back(track(3, 1, 11, Process::pair_production, {0.0, 0.0, 100.0}));
  event.tracks.push_back(track(4, 1, -11, Process::pair_production, {0.0, 0.0, 200.0}));
  event.tracks[1].start_time = 0.1;
  event.tracks[2].start = event.tracks[3].start = {10.0, 0.0, 200.0};
  event.tracks[2].start_time = event.tracks[3].start_time = 0.7;
  event.deposits.deposits = {point(10.0, 100.0, 1.0, 11), point(10.0, 201.0, 2.0, 11), point(-9.0, 224.0, 4.0, -11),
                             point(10.0, 226.0, 8.0, 11), point(-11.0, 210.0, 16.0, 11)};
  const auto measured = measure(event, {"gamma", 22, 300.0}, 3.0);
  EXPECT_DOUBLE_EQ(measured.start_energy.value(), 6.0);
  EXPECT_NEAR(measured.first_charged.value(), 20.02498, 1e-4);
}

}  // namespace
}  // namespace wirebench::validation
