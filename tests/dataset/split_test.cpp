#include "wirebench/dataset/split.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "support/expect_error.hpp"

namespace wirebench::dataset {
namespace {

using wirebench::test::expect_error;

const std::vector<std::string> k_names{"NC", "numu CC", "nue CC"};

/// 100 NC, 50 numu CC, 30 nue CC, mixed.
std::vector<std::uint8_t> labels() {
  std::vector<std::uint8_t> all;
  for (int i = 0; i < 180; ++i) all.push_back(static_cast<std::uint8_t>(i % 18 < 10 ? 0 : i % 18 < 15 ? 1 : 2));
  return all;
}

using Table = std::map<std::pair<int, int>, int>;  // (label, split) -> events

template <class Splits>
Table count(const std::vector<std::uint8_t>& of, const Splits& splits) {
  Table table;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const std::optional<Split> split = splits[i];
    if (split) ++table[{of[i], static_cast<int>(*split)}];
  }
  return table;
}

TEST(Split, BalancedGivesEqualParts) {
  const auto all = labels();
  const auto splits = assign_splits(all, k_names, {.training = 60, .validation = 30}, ClassParts::balanced, 5);
  EXPECT_EQ(count(all, splits),
            (Table{{{0, 0}, 20}, {{0, 1}, 10}, {{1, 0}, 20}, {{1, 1}, 10}, {{2, 0}, 20}, {{2, 1}, 10}}));
  EXPECT_EQ(std::count(splits.begin(), splits.end(), std::nullopt), 90);
}

TEST(Split, WhatDoesNotDivideGoesToTheFirstClasses) {
  const auto all = labels();
  const auto splits =
      assign_splits(all, k_names, {.training = 10, .validation = 5, .test = 1}, ClassParts::balanced, 5);
  EXPECT_EQ(count(all, splits),
            (Table{{{0, 0}, 4}, {{1, 0}, 3}, {{2, 0}, 3}, {{0, 1}, 2}, {{1, 1}, 2}, {{2, 1}, 1}, {{0, 2}, 1}}));
  EXPECT_EQ(class_share(10, 0, 3) + class_share(10, 1, 3) + class_share(10, 2, 3), 10U);
}

TEST(Split, AsFoundTakesAnyClass) {
  const auto all = labels();
  const auto splits =
      assign_splits(all, k_names, {.training = 100, .validation = 50, .test = 30}, ClassParts::as_found, 5);
  int found = 0;
  for (const auto& [key, events] : count(all, splits)) found += events;
  EXPECT_EQ(found, 180);
}

TEST(Split, IsDecidedByTheSeed) {
  const auto all = labels();
  const SplitCounts counts{.training = 60, .validation = 30};
  const auto splits = assign_splits(all, k_names, counts, ClassParts::balanced, 5);
  EXPECT_EQ(splits, assign_splits(all, k_names, counts, ClassParts::balanced, 5));
  EXPECT_NE(splits, assign_splits(all, k_names, counts, ClassParts::balanced, 6));
  EXPECT_NE(assign_splits(all, k_names, SplitFractions{}, 5), assign_splits(all, k_names, SplitFractions{}, 6));
}

TEST(Split, SaysHowManyEventsThereAre) {
  const auto all = labels();
  expect_error(
      [&] {
        static_cast<void>(
            assign_splits(all, k_names, {.training = 60, .validation = 30, .test = 3}, ClassParts::balanced, 1));
      },
      ErrorKind::usage,
      {"not enough events of class 'nue CC'", "30 there are, 31 are needed", "20 training", "10 validation", "1 test"});
  expect_error([&] { static_cast<void>(assign_splits(all, k_names, {.training = 181}, ClassParts::as_found, 1)); },
               ErrorKind::usage, {"180 there are, 181 are needed"});
  const std::vector<std::uint8_t> none{0, 0, 1};
  expect_error([&] { static_cast<void>(assign_splits(none, k_names, {.training = 3}, ClassParts::balanced, 1)); },
               ErrorKind::usage, {"'nue CC'", "0 there are, 1 are needed"});
}

TEST(Split, FractionsDivideEachClass) {
  const auto all = labels();
  const auto splits = assign_splits(all, k_names, SplitFractions{0.7, 0.2, 0.1}, 3);
  EXPECT_EQ(count(all, splits), (Table{{{0, 0}, 70},
                                       {{0, 1}, 20},
                                       {{0, 2}, 10},
                                       {{1, 0}, 35},
                                       {{1, 1}, 10},
                                       {{1, 2}, 5},
                                       {{2, 0}, 21},
                                       {{2, 1}, 6},
                                       {{2, 2}, 3}}));
}

// 7 events by 0.5 : 0.3 : 0.2 are 3.5, 2.1, 1.4; rounded down 3, 2, 1; the one left goes to the remainder 0.5.
TEST(Split, FractionsAreRoundedByTheLargestRemainder) {
  const std::vector<std::uint8_t> seven(7, 0);
  const std::vector<std::string> one{"a"};
  EXPECT_EQ(count(seven, assign_splits(seven, one, SplitFractions{0.5, 0.3, 0.2}, 3)),
            (Table{{{0, 0}, 4}, {{0, 1}, 2}, {{0, 2}, 1}}));
}

TEST(Split, RefusesFractionsThatCannotBe) {
  const auto all = labels();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const SplitFractions& wrong : {SplitFractions{0.8, 0.1, 0.0}, SplitFractions{1.2, -0.2, 0.0},
                                      SplitFractions{nan, 0.5, 0.5}, SplitFractions{0.0, 0.0, 0.0}}) {
    expect_error([&] { static_cast<void>(assign_splits(all, k_names, wrong, 1)); }, ErrorKind::usage,
                 {"wrong split fractions"});
  }
  const std::vector<std::uint8_t> few{0, 0, 0};
  expect_error(
      [&] {
        static_cast<void>(assign_splits(few, k_names, SplitFractions{0.8, 0.1, 0.1}, 1));
      },
      ErrorKind::usage, {"not enough events of class 'NC'", "3 there are", "would be empty"});
}

}  // namespace
}  // namespace wirebench::dataset
