#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "dataset/fixtures.hpp"

namespace wirebench::dataset {
namespace {

using testing::ElementsAre;

std::vector<EventRecord> events_of(const std::vector<std::uint8_t>& labels) {
  std::vector<EventRecord> events;
  for (const std::uint8_t label : labels) events.push_back(test::event(events.size(), label, Split::training));
  return events;
}

/// 5 of class 0, 13 of class 1, 40 of class 2.
std::vector<EventRecord> uneven() {
  std::vector<std::uint8_t> labels(58, 2);
  for (std::size_t i = 0; i < 5; ++i) labels[i * 12] = 0;
  for (std::size_t i = 0; i < 13; ++i) labels[i * 4 + 1] = 1;
  return events_of(labels);
}

std::vector<std::uint64_t> all_positions(std::size_t count) {
  std::vector<std::uint64_t> positions(count);
  std::iota(positions.begin(), positions.end(), std::uint64_t{0});
  return positions;
}

TEST(EpochOrder, EveryPositionOncePerEpoch) {
  const auto events = uneven();
  const auto positions = all_positions(events.size());
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
    auto order = epoch_order(events, positions, {.seed = 3}, epoch);
    EXPECT_NE(order, positions);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, positions);
  }
}

TEST(EpochOrder, DependsOnSeedAndEpochOnly) {
  const auto events = uneven();
  const auto positions = all_positions(events.size());
  const auto order = epoch_order(events, positions, {.seed = 3}, 4);
  EXPECT_EQ(order, epoch_order(events, positions, {.batch_size = 5, .drop_last = true, .seed = 3, .workers = 9}, 4));
  EXPECT_NE(order, epoch_order(events, positions, {.seed = 3}, 5));
  EXPECT_NE(order, epoch_order(events, positions, {.seed = 4}, 4));
}

TEST(EpochOrder, WithoutShufflingIsFileOrder) {
  const auto events = events_of({0, 1, 2, 0, 1, 2});
  const std::vector<std::uint64_t> positions{1, 3, 4};
  EXPECT_EQ(epoch_order(events, positions, {.shuffle = false}, 7), positions);
}

// Two classes of different size, done by hand: class 0 at 0, 2; class 1 at 1, 3, 4. In turn, class 0 repeated.
TEST(EpochOrder, BalancedWithoutShufflingRepeatsInTurn) {
  const auto events = events_of({0, 1, 0, 1, 1});
  EXPECT_THAT(epoch_order(events, all_positions(5), {.shuffle = false, .balance = true}, 0),
              ElementsAre(0, 1, 2, 3, 0, 4));
}

TEST(EpochOrder, BalancedHasEveryClassEquallyOftenAndNobodyIsForgotten) {
  const auto events = uneven();
  const auto positions = all_positions(events.size());
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
    const auto order = epoch_order(events, positions, {.balance = true, .seed = 9}, epoch);
    std::map<int, int> of_class;
    std::map<std::uint64_t, int> of_position;
    for (const std::uint64_t position : order) {
      ++of_class[events[position].label];
      ++of_position[position];
    }
    EXPECT_THAT(of_class, ElementsAre(std::pair{0, 40}, std::pair{1, 40}, std::pair{2, 40}));
    EXPECT_EQ(of_position.size(), positions.size());
    for (const auto& [position, times] : of_position) {
      // 40 draws over 5, 13 and 40 members: 8 times, 3 or 4 times, once.
      const int label = events[position].label;
      EXPECT_GE(times, label == 0 ? 8 : label == 1 ? 3 : 1);
      EXPECT_LE(times, label == 0 ? 8 : label == 1 ? 4 : 1);
    }
  }
}

TEST(EpochOrder, BalancesOnlyTheClassesThatAreThere) {
  const auto events = events_of({0, 1, 2, 2});
  const std::vector<std::uint64_t> positions{1, 2, 3};
  const auto order = epoch_order(events, positions, {.balance = true}, 0);
  EXPECT_EQ(order.size(), 4U);
  EXPECT_EQ(std::count(order.begin(), order.end(), 1U), 2);
  EXPECT_TRUE(epoch_order(events, {}, {.balance = true}, 0).empty());
}

// Every place of the order must be equally likely for every position: chi-square of 24 orders of 4 positions.
TEST(EpochOrder, AllOrdersAreEquallyLikely) {
  const auto events = events_of({0, 0, 0, 0});
  const auto positions = all_positions(4);
  constexpr int k_epochs = 24000;
  std::map<std::vector<std::uint64_t>, int> counts;
  for (std::uint64_t epoch = 0; epoch < k_epochs; ++epoch) ++counts[epoch_order(events, positions, {.seed = 5}, epoch)];
  ASSERT_EQ(counts.size(), 24U);
  double chi_square = 0.0;
  for (const auto& [order, count] : counts) chi_square += (count - 1000.0) * (count - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 49.7);  // 23 degrees of freedom: probability 0.001
}

}  // namespace
}  // namespace wirebench::dataset
