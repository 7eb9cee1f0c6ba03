#include "wirebench/measure/interleave.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>

#include "support/self_comparison.hpp"

#include "wirebench/core/error.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/measure/comparison.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

/// One machine: a clock only queries advance, and a record of who ran while whom was awake.
struct Machine {
  Nanoseconds clock{0};
  int awake = 0;
  int most_awake_during_a_query = 0;
  std::vector<std::string> turns;  ///< name at each run() after a resume()
};

class FakeSystem : public SystemUnderTest {
 public:
  FakeSystem(Machine& machine, std::string name, Nanoseconds latency)
      : machine_{machine}, name_{std::move(name)}, latency_{latency} {
    ++machine_.awake;
  }
  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::vector<Nanoseconds> run(std::size_t count) override {
    if (paused) throw std::logic_error{"run while paused"};
    machine_.most_awake_during_a_query = std::max(machine_.most_awake_during_a_query, machine_.awake);
    if (fresh_turn_) machine_.turns.push_back(name_);
    fresh_turn_ = false;
    std::vector<Nanoseconds> durations;
    for (std::size_t i = 0; i < count; ++i) {
      if (queries == fail_at) throw std::runtime_error{"worker crashed (signal 9)"};
      ++queries;
      const auto extra =
          Nanoseconds{static_cast<std::int64_t>(noise * static_cast<double>(latency_.count()) * random_.uniform())};
      durations.push_back(latency_ + extra);
      machine_.clock += latency_ + extra + overhead;
    }
    if (lose_one && queries > 10) durations.pop_back();
    if (negative && queries > 10) durations.back() = Nanoseconds{-1};
    return durations;
  }
  void pause() override {
    if (pause_fails && queries > 10) throw std::runtime_error{"no such process"};
    if (!paused) --machine_.awake;
    paused = true;
  }
  void resume() override {
    if (paused) ++machine_.awake;
    paused = false;
    fresh_turn_ = true;
  }

  bool paused = false;
  std::uint64_t queries = 0;
  std::uint64_t fail_at = std::numeric_limits<std::uint64_t>::max();
  bool lose_one = false, negative = false, pause_fails = false;
  double noise = 0.0;
  Nanoseconds overhead{0};

 private:
  Machine& machine_;
  std::string name_;
  Nanoseconds latency_;
  bool fresh_turn_ = false;
  RandomStream random_{3, RandomStage::test, static_cast<std::uint64_t>(name_.empty() ? 0 : name_.back())};
};

class Interleave : public testing::Test {
 protected:
  FakeSystem& add(const std::string& name, Nanoseconds latency) {
    systems_.push_back(std::make_unique<FakeSystem>(machine, name, latency));
    return *systems_.back();
  }
  std::vector<RawSamples> measure() {
    std::vector<SystemUnderTest*> pointers;
    for (const auto& system : systems_) pointers.push_back(system.get());
    return measure_interleaved(pointers, options, Log::silent(), [this] { return machine.clock; });
  }

  Machine machine;
  SingleStreamOptions options = [] {
    SingleStreamOptions o;
    o.warmup_count = 3;
    o.warmup_duration = milliseconds{0};
    o.min_duration = milliseconds{100};
    o.min_count = 40;
    o.max_duration = seconds{10};
    o.block = 4;
    o.settle_count = 1;
    return o;
  }();

 private:
  std::deque<std::unique_ptr<FakeSystem>> systems_;
};

std::size_t count_of(const RawSamples& raw, SampleKind kind) {
  return static_cast<std::size_t>(
      std::count_if(raw.samples.begin(), raw.samples.end(), [kind](const Sample& s) { return s.kind == kind; }));
}

TEST_F(Interleave, NoSystemGivesNoRows) {
  EXPECT_TRUE(measure().empty());
}

TEST_F(Interleave, OnlyOneSystemIsAwakeDuringAnyQueryAndAllAreAfterwards) {
  const FakeSystem& a = add("a", milliseconds{2});
  const FakeSystem& b = add("b", milliseconds{5});
  const FakeSystem& c = add("c", milliseconds{1});
  const auto results = measure();
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(machine.most_awake_during_a_query, 1);
  EXPECT_FALSE(a.paused || b.paused || c.paused);
  for (const auto& raw : results) EXPECT_EQ(raw.ending, Ending::complete) << raw.reason;
}

TEST_F(Interleave, EachStopsByItsOwnRule) {
  add("short", milliseconds{1});
  add("long", milliseconds{10});
  const auto results = measure();
  // 1 ms queries: 100 ms need 100 of them, in whole blocks of 4; 10 ms queries: 40 of them reach both minima.
  EXPECT_EQ(results[0].timed_ms().size(), 100U);
  EXPECT_EQ(results[1].timed_ms().size(), 40U);
  EXPECT_EQ(count_of(results[0], SampleKind::warmup), 3U);
  EXPECT_EQ(count_of(results[0], SampleKind::settling), 25U);
  EXPECT_EQ(results[0].samples.front().kind, SampleKind::warmup);
  EXPECT_EQ(results[0].samples.front().round, 0U);
}

TEST_F(Interleave, EqualSystemsGetEqualTurnsInAlternatingOrder) {
  add("a", milliseconds{3});
  add("b", milliseconds{3});
  static_cast<void>(measure());
  // Warm-up a, b; then rounds ab, ba, ab, ...
  ASSERT_EQ(machine.turns.size(), 2U + 2U * 10U);
  for (std::size_t round = 0; round < 10; ++round) {
    EXPECT_EQ(machine.turns[2 + 2 * round], round % 2 == 0 ? "a" : "b");
    EXPECT_EQ(machine.turns[3 + 2 * round], round % 2 == 0 ? "b" : "a");
  }
}

TEST_F(Interleave, AFailingSystemKeepsItsReasonAndTheOthersGoOn) {
  add("good", milliseconds{2});
  add("crashes", milliseconds{2}).fail_at = 12;
  add("also good", milliseconds{2});
  const auto results = measure();
  EXPECT_EQ(results[0].ending, Ending::complete);
  EXPECT_EQ(results[1].ending, Ending::failed);
  EXPECT_THAT(results[1].reason, HasSubstr("worker crashed (signal 9)"));
  EXPECT_GT(results[1].timed_ms().size(), 0U);
  EXPECT_EQ(results[2].ending, Ending::complete);
  EXPECT_EQ(results[2].timed_ms().size(), results[0].timed_ms().size());
}

TEST_F(Interleave, AFailureInTheWarmUpIsAFailure) {
  add("dead", milliseconds{2}).fail_at = 0;
  const auto results = measure();
  EXPECT_EQ(results[0].ending, Ending::failed);
  EXPECT_TRUE(results[0].samples.empty());
}

TEST_F(Interleave, NonsenseAnswersAreFailures) {
  add("loses", milliseconds{2}).lose_one = true;
  add("negative", milliseconds{2}).negative = true;
  add("unstoppable", milliseconds{2}).pause_fails = true;
  const auto results = measure();
  EXPECT_THAT(results[0].reason, HasSubstr("durations came back for"));
  EXPECT_THAT(results[1].reason, HasSubstr("a duration of -1 ns"));
  EXPECT_THAT(results[2].reason, HasSubstr("could not be paused: no such process"));
  for (const auto& raw : results) EXPECT_EQ(raw.ending, Ending::failed);
}

TEST_F(Interleave, ASlowSystemIsCutOffInTimeAndSaysSo) {
  add("fast", milliseconds{2});
  add("slow", seconds{6});
  const auto results = measure();
  EXPECT_EQ(results[0].ending, Ending::complete);
  EXPECT_EQ(results[1].ending, Ending::cut_off);
  EXPECT_EQ(results[1].timed_ms().size(), 3U);  // the floor: two would pass the maximum of 10 s
  EXPECT_EQ(count_of(results[1], SampleKind::warmup), 1U);
  EXPECT_EQ(count_of(results[1], SampleKind::settling), 0U);
  EXPECT_THAT(results[1].reason, HasSubstr("after 3 queries"));
  EXPECT_THAT(results[1].reason, HasSubstr("minimum of 40 queries"));
  EXPECT_LT(machine.clock, seconds{26});
}

TEST_F(Interleave, TimeThatLatenciesLeaveOutCountsTowardsTheMaximum) {
  add("chatty", microseconds{1}).overhead = milliseconds{500};
  const auto results = measure();
  EXPECT_EQ(results[0].ending, Ending::cut_off);
  EXPECT_LT(machine.clock, seconds{16});
}

TEST_F(Interleave, AgainstItselfTheVerdictIsSame) {
  add("first", milliseconds{2}).noise = 0.05;
  add("second", milliseconds{2}).noise = 0.05;
  options.min_count = 200;
  const auto results = measure();
  const Comparison verdict = compare(results[0], results[1], {});
  EXPECT_EQ(verdict.verdict, Verdict::same) << verdict.ratio.low << " " << verdict.ratio.high;
  EXPECT_NEAR(verdict.ratio.value, 1.0, 0.02);
}

test::SelfComparison::Finding finding(const Machine& machine, FakeSystem& first, FakeSystem& second) {
  return test::compare_alike(first, second, seconds{40}, [&machine] { return machine.clock; }).finding;
}

TEST_F(Interleave, EqualSystemsPassTheCheckThatRealTargetsMustPass) {
  auto& first = add("first", milliseconds{3});
  auto& second = add("second", milliseconds{3});
  first.noise = second.noise = 0.1;
  EXPECT_EQ(finding(machine, first, second), test::SelfComparison::Finding::agrees);
}

TEST_F(Interleave, ABiasOfFivePercentEitherWayFailsThatCheck) {
  auto& fair = add("fair", microseconds{3000});
  auto& slow = add("slow", microseconds{3150});
  fair.noise = slow.noise = 0.1;
  EXPECT_EQ(finding(machine, fair, slow), test::SelfComparison::Finding::differs);
  EXPECT_EQ(finding(machine, slow, fair), test::SelfComparison::Finding::differs);
}

TEST_F(Interleave, NoiseThatHidesTheAnswerIsNeitherPassNorFailure) {
  auto& first = add("first", milliseconds{900});
  auto& second = add("second", milliseconds{900});
  first.noise = second.noise = 20.0;  // few queries fit into the limit
  EXPECT_EQ(finding(machine, first, second), test::SelfComparison::Finding::too_noisy);
}

TEST_F(Interleave, BadOptionsAreUsageErrors) {
  options.block = 0;
  EXPECT_THROW(static_cast<void>(measure()), Error);
}

}  // namespace
}  // namespace wirebench::measure
