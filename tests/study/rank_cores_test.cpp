#include "wirebench/study/rank_cores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirebench::study {
namespace {

using testing::ElementsAre;

std::vector<unsigned> threads(const std::vector<RankCores>& ranks) {
  std::vector<unsigned> threads;
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) threads.push_back(threads_of(ranks, rank));
  return threads;
}

TEST(RankCores, UnboundRanksDivideTheCoresOfTheirMachine) {
  const std::vector<int> eight{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_THAT(threads({{"a", eight}, {"a", eight}}), ElementsAre(4, 4));
  EXPECT_THAT(threads({{"a", eight}, {"a", eight}, {"a", eight}}), ElementsAre(2, 3, 3));
  EXPECT_THAT(threads({{"a", eight}, {"b", eight}, {"b", eight}}), ElementsAre(8, 4, 4)) << "two machines";
}

TEST(RankCores, BoundRanksHaveTheirOwn) {
  EXPECT_THAT(threads({{"a", {0}}, {"a", {1}}}), ElementsAre(1, 1));
  EXPECT_THAT(threads({{"a", {0, 1, 2}}, {"a", {3, 4, 5, 6}}}), ElementsAre(3, 4));
  // Two on each socket of four cores.
  EXPECT_THAT(threads({{"a", {0, 1, 2, 3}}, {"a", {4, 5, 6, 7}}, {"a", {0, 1, 2, 3}}, {"a", {4, 5, 6, 7}}}),
              ElementsAre(2, 2, 2, 2));
}

TEST(RankCores, ARankHasAThreadHoweverManyThereAre) {
  EXPECT_THAT(threads({{"a", {0}}, {"a", {0}}, {"a", {0}}}), ElementsAre(1, 1, 1));
}

TEST(RankCores, ComeBackFromText) {
  const RankCores own = own_cores();
  EXPECT_FALSE(own.cores.empty());
  EXPECT_EQ(cores_from_text(to_text(own)), own);
  EXPECT_EQ(to_text({"node7", {0, 2}}), "node7 0 2");
}

}  // namespace
}  // namespace wirebench::study
