#include "wirebench/measure/stopping.hpp"

#include <gmock/gmock.h>

namespace wirebench::measure {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

SingleStreamOptions options() {
  SingleStreamOptions o;
  o.warmup_count = 3;
  o.warmup_duration = milliseconds{100};
  o.min_duration = seconds{1};
  o.min_count = 50;
  o.max_duration = seconds{20};
  o.max_count = 1000;
  o.floor_count = 3;
  o.block = 10;
  o.max_turn = milliseconds{500};
  return o;
}

TEST(Decide, NeedsBothMinima) {
  EXPECT_EQ(decide(options(), {49, seconds{5}, seconds{5}}), Decision::go_on);
  EXPECT_EQ(decide(options(), {500, milliseconds{999}, milliseconds{999}}), Decision::go_on);
  EXPECT_EQ(decide(options(), {50, seconds{1}, seconds{1}}), Decision::complete);
}

TEST(Decide, CutsOffASlowSystemButNotBelowTheFloor) {
  EXPECT_EQ(decide(options(), {2, seconds{60}, seconds{60}}), Decision::go_on);
  EXPECT_EQ(decide(options(), {3, seconds{60}, seconds{60}}), Decision::cut_off);
  EXPECT_EQ(decide(options(), {10, seconds{2}, seconds{20}}), Decision::cut_off);  // busy counts, not only latency
}

TEST(Decide, CutsOffAtTheMaximumCount) {
  EXPECT_EQ(decide(options(), {1000, milliseconds{1}, milliseconds{2}}), Decision::cut_off);
  EXPECT_EQ(decide(options(), {1000, seconds{1}, seconds{1}}), Decision::complete);
}

TEST(WarmedUp, BothMinimaOrAQuarterOfTheMaximum) {
  EXPECT_FALSE(warmed_up(options(), {0, seconds{0}, seconds{100}}));
  EXPECT_FALSE(warmed_up(options(), {2, seconds{1}, seconds{1}}));
  EXPECT_FALSE(warmed_up(options(), {3, milliseconds{50}, milliseconds{50}}));
  EXPECT_TRUE(warmed_up(options(), {3, milliseconds{100}, milliseconds{100}}));
  EXPECT_TRUE(warmed_up(options(), {1, seconds{6}, seconds{6}}));
}

TEST(NextBlock, ShrinksForSlowSystems) {
  EXPECT_EQ(next_block(options(), {}, Nanoseconds{0}), 10U);
  EXPECT_EQ(next_block(options(), {}, milliseconds{1}), 10U);
  EXPECT_EQ(next_block(options(), {}, milliseconds{100}), 5U);
  EXPECT_EQ(next_block(options(), {}, seconds{6}), 1U);
  EXPECT_EQ(next_block(options(), {996, {}, {}}, milliseconds{1}), 4U);
}

TEST(NextSettling, LeftOutForSlowSystems) {
  EXPECT_EQ(next_settling(options(), milliseconds{1}), 1U);
  EXPECT_EQ(next_settling(options(), seconds{6}), 0U);
}

TEST(FindBadOption, NamesTheOptionAndWhy) {
  EXPECT_FALSE(find_bad_option(options()));
  const auto bad = [](auto change) {
    SingleStreamOptions o = options();
    change(o);
    const auto found = find_bad_option(o);
    return found ? found->name + ": " + found->why : "none";
  };
  EXPECT_EQ(bad([](auto& o) { o.min_count = 0; }), "min_count: 0 is none: at least one query is needed");
  EXPECT_EQ(bad([](auto& o) { o.block = 0; }), "block: 0 is none: at least one query is needed");
  EXPECT_EQ(bad([](auto& o) { o.floor_count = 0; }), "floor_count: 0 is none: at least one query is needed");
  EXPECT_EQ(bad([](auto& o) { o.max_count = 10; }), "max_count: 10 is below min_count, 50");
  EXPECT_EQ(bad([](auto& o) { o.max_duration = milliseconds{10}; }), "max_duration: 0.01 s is below min_duration, 1 s");
  EXPECT_EQ(bad([](auto& o) { o.min_duration = seconds{-1}; }), "min_duration: -1 s is negative");
  EXPECT_EQ(bad([](auto& o) { o.max_turn = seconds{0}; }), "max_turn: 0 s is not positive");
}

}  // namespace
}  // namespace wirebench::measure
