#include "wirebench/train/schedule.hpp"

#include <gtest/gtest.h>

namespace wirebench::train {
namespace {

TrainingOptions options(Schedule schedule) {
  TrainingOptions o;
  o.epochs = 12;
  o.learning_rate = 0.8;
  o.warmup_epochs = 2.0;
  o.schedule = schedule;
  return o;
}

TEST(LearningRate, WarmUpIsLinear) {
  for (const Schedule schedule : {Schedule::constant, Schedule::cosine, Schedule::step}) {
    EXPECT_DOUBLE_EQ(learning_rate(options(schedule), 0.0), 0.0);
    EXPECT_DOUBLE_EQ(learning_rate(options(schedule), 0.5), 0.2);
    EXPECT_DOUBLE_EQ(learning_rate(options(schedule), 2.0), 0.8);
  }
}

TEST(LearningRate, CosineFallsFromAllToTheFinalFraction) {
  auto o = options(Schedule::cosine);
  o.final_fraction = 0.25;
  EXPECT_NEAR(learning_rate(o, 7.0), 0.5, 1e-12);                // half way: (1 + 0.25) / 2
  EXPECT_NEAR(learning_rate(o, 2.0 + 10.0 / 3.0), 0.65, 1e-12);  // cos 60 degrees: 0.25 + 0.75 * 0.75
  EXPECT_NEAR(learning_rate(o, 12.0), 0.2, 1e-12);
}

TEST(LearningRate, StepsAndConstant) {
  auto o = options(Schedule::step);
  o.step_epochs = 5;
  o.step_factor = 0.5;
  EXPECT_DOUBLE_EQ(learning_rate(o, 4.99), 0.8);
  EXPECT_DOUBLE_EQ(learning_rate(o, 5.0), 0.4);
  EXPECT_DOUBLE_EQ(learning_rate(o, 11.0), 0.2);
  EXPECT_DOUBLE_EQ(learning_rate(options(Schedule::constant), 11.0), 0.8);
}

TEST(LearningRate, WarmUpForTheWholeTraining) {
  auto o = options(Schedule::cosine);
  o.warmup_epochs = 12.0;
  EXPECT_DOUBLE_EQ(learning_rate(o, 6.0), 0.4);
  EXPECT_NEAR(learning_rate(o, 12.0), 0.8, 1e-12);
}

}  // namespace
}  // namespace wirebench::train
