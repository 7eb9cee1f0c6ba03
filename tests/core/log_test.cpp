#include "wirebench/core/log.hpp"

#include <gtest/gtest.h>

namespace wirebench {
namespace {

using Seconds = std::chrono::duration<double>;

TEST(Progress, ShowsRateAndTimeLeft) {
  EXPECT_EQ(progress_text("simulating", 50, 200, "events", Seconds{10.0}, ""),
            "simulating: 50/200 events, 5 events/s, 30 s left");
}

TEST(Progress, LongTimesInMinutesAndHours) {
  EXPECT_EQ(progress_text("x", 1, 91, "images", Seconds{1.0}, ""), "x: 1/91 images, 1 images/s, 1 min 30 s left");
  EXPECT_EQ(progress_text("x", 1, 7261, "images", Seconds{1.0}, ""), "x: 1/7261 images, 1 images/s, 2 h 01 min left");
}

TEST(Progress, EndAndNote) {
  EXPECT_EQ(progress_text("epoch 3", 600, 600, "images", Seconds{6.0}, "loss 0.83"),
            "epoch 3: 600/600 images, 100 images/s in 6 s, loss 0.83");
}

TEST(Progress, UnknownTotalAndNoTimeYet) {
  EXPECT_EQ(progress_text("reading", 3, 0, "events", Seconds{0.0}, ""), "reading: 3 events");
}

}  // namespace
}  // namespace wirebench
