#include "wirebench/detector/overlay.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "detector/presets.hpp"
#include "support/expect_error.hpp"

namespace wirebench::detector {
namespace {

const std::filesystem::path k_sample = std::filesystem::path{WIREBENCH_SOURCE_DIR} / "data/events_sample.h5";

transport::EventDeposits empty_event(std::uint64_t id) {
  transport::EventDeposits event;
  event.event_id = id;
  event.deposits.resize(2);
  return event;
}

TEST(Overlay, IsDrawnFromSeedAndEventAlone) {
  const DetectorPreset preset = test::shipped_preset("microboone");
  const Overlay overlay{{.file = k_sample, .events = 2}, preset, 7};
  transport::EventDeposits once = empty_event(11);
  transport::EventDeposits again = empty_event(11);
  transport::EventDeposits other = empty_event(12);
  overlay(once);
  overlay(other);
  Overlay{{.file = k_sample, .events = 2}, preset, 7}(again);
  EXPECT_EQ(once.first_overlay, 2U);
  EXPECT_EQ(once.own_deposits(), 2U);
  ASSERT_EQ(once.deposits.size(), again.deposits.size());
  for (std::size_t i = 0; i < once.deposits.size(); ++i) EXPECT_EQ(once.deposits[i].time, again.deposits[i].time);
  EXPECT_NE(once.deposits.back().time, other.deposits.back().time);
}

// MicroBooNE: 2.56 m at 1.1 mm/us is 2.3 ms, so first deposits lie from 2.3 ms before the readout's start to its end.
TEST(Overlay, SpreadsTimesOverDriftAndReadout) {
  const DetectorPreset preset = test::shipped_preset("microboone");
  const Overlay overlay{{.file = k_sample, .events = 1}, preset, 7};
  const double start = preset.readout.window.start.value();
  const double end = start + static_cast<double>(preset.readout.window.ticks) * preset.readout.window.tick.value();
  double sum = 0.0;
  double earliest = end;
  double latest = start;
  constexpr int k_events = 400;
  for (std::uint64_t id = 0; id < k_events; ++id) {
    transport::EventDeposits event = empty_event(id);
    event.deposits.clear();
    overlay(event);
    const auto first = std::min_element(event.deposits.begin(), event.deposits.end(),
                                        [](const auto& a, const auto& b) { return a.time < b.time; });
    sum += first->time;
    earliest = std::min(earliest, first->time);
    latest = std::max(latest, first->time);
  }
  const double before = start - 2.3e6;
  EXPECT_NEAR(earliest, before, 0.1e6);
  EXPECT_GT(earliest, before - 0.05e6);
  EXPECT_NEAR(latest, end, 0.1e6);
  EXPECT_LE(latest, end);
  // Mean of an even distribution, within three standard errors.
  EXPECT_NEAR(sum / k_events, 0.5 * (before + end), 3.0 * (end - before) / std::sqrt(12.0 * k_events));
}

TEST(Overlay, KeepsTimesWhereTheFileHasThem) {
  const Overlay overlay{{.file = k_sample, .events = 1, .times = OverlayTimes::kept}, test::shipped_preset("sbnd"), 7};
  transport::EventDeposits event = empty_event(3);
  overlay(event);
  ASSERT_GT(event.deposits.size(), 2U);
  const double first =
      std::min_element(event.deposits.begin() + 2, event.deposits.end(), [](const auto& a, const auto& b) {
        return a.time < b.time;
      })->time;
  EXPECT_LT(std::abs(first), 1.0e3);  // a microsecond: events of the sample begin at zero
}

TEST(Overlay, NeedsDeposits) {
  test::expect_error([] { Overlay({.file = "none.h5"}, test::shipped_preset("sbnd"), 1); }, ErrorKind::usage,
                     {"none.h5"});
}

}  // namespace
}  // namespace wirebench::detector
