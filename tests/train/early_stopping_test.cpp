#include "wirebench/train/early_stopping.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace wirebench::train {
namespace {

std::vector<EpochRecord> history(const std::vector<double>& losses, const std::vector<double>& accuracies) {
  std::vector<EpochRecord> made;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    EpochRecord record;
    record.epoch = static_cast<std::uint32_t>(i + 1);
    record.validation_loss = losses[i];
    record.validation_balanced_accuracy = accuracies[i];
    made.push_back(record);
  }
  return made;
}

TrainingOptions watching(EarlyStopping what, std::uint32_t patience, double improvement = 0.0) {
  TrainingOptions options;
  options.early_stopping = what;
  options.patience = patience;
  options.minimum_improvement = improvement;
  return options;
}

TEST(EarlyStopping, OffChoosesNothing) {
  const auto verdict = judge_history(history({1, 2, 3, 4}, {4, 3, 2, 1}), TrainingOptions{});
  EXPECT_EQ(verdict.best_epoch, 0U);
  EXPECT_FALSE(verdict.stop);
}

TEST(EarlyStopping, StopsWhenThePatienceIsUsedUp) {
  const auto falling_then_rising = history({1.0, 0.8, 0.9, 0.95}, {0.3, 0.4, 0.5, 0.6});
  const auto by_loss = [&](std::size_t epochs) {
    return judge_history(std::span{falling_then_rising}.first(epochs), watching(EarlyStopping::validation_loss, 2));
  };
  EXPECT_EQ(by_loss(0).best_epoch, 0U);
  EXPECT_FALSE(by_loss(0).stop);
  EXPECT_EQ(by_loss(1).best_epoch, 1U);
  EXPECT_EQ(by_loss(2).best_epoch, 2U);
  EXPECT_EQ(by_loss(3).best_epoch, 2U);
  EXPECT_FALSE(by_loss(3).stop);  // one epoch without a new best
  EXPECT_EQ(by_loss(4).best_epoch, 2U);
  EXPECT_TRUE(by_loss(4).stop);  // two
  const auto by_accuracy = judge_history(falling_then_rising, watching(EarlyStopping::balanced_accuracy, 2));
  EXPECT_EQ(by_accuracy.best_epoch, 4U);
  EXPECT_FALSE(by_accuracy.stop);
}

TEST(EarlyStopping, EqualOrBarelyBetterIsNoImprovement) {
  EXPECT_EQ(judge_history(history({0.5, 0.5}, {0, 0}), watching(EarlyStopping::validation_loss, 1)).best_epoch, 1U);
  EXPECT_TRUE(judge_history(history({0.5, 0.5}, {0, 0}), watching(EarlyStopping::validation_loss, 1)).stop);
  // Each step is smaller than 0.125, but the third epoch is better than the first by more.
  const auto slow = history({1.0, 0.9375, 0.84375}, {0, 0, 0});
  EXPECT_EQ(judge_history(slow, watching(EarlyStopping::validation_loss, 9, 0.125)).best_epoch, 3U);
  EXPECT_EQ(judge_history(std::span{slow}.first(2), watching(EarlyStopping::validation_loss, 9, 0.125)).best_epoch, 1U);
}

}  // namespace
}  // namespace wirebench::train
