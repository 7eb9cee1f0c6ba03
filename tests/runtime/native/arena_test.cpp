#include "wirebench/runtime/native/arena.hpp"

#include <gtest/gtest.h>

#include <random>

namespace wirebench::runtime::native {
namespace {

TEST(PlanArena, ChainNeedsTwoBuffers) {
  // a -> b -> c -> d, each alive while the next is computed.
  const std::vector<Lifetime> chain{{640, 0, 1}, {640, 1, 2}, {640, 2, 3}, {640, 3, 4}};
  EXPECT_EQ(plan_arena(chain).bytes, 2U * 640U);
}

TEST(PlanArena, LongLivedTensorKeepsItsPlace) {
  const std::vector<Lifetime> branch{{128, 0, 3}, {128, 0, 1}, {128, 1, 2}, {128, 2, 3}};
  EXPECT_EQ(plan_arena(branch).bytes, 3U * 128U);
}

TEST(PlanArena, FillsAGapBetweenLargerOnes) {
  // The 64-byte tensor fits where the 256-byte one is dead.
  const std::vector<Lifetime> lives{{256, 0, 1}, {192, 0, 5}, {64, 2, 5}};
  const ArenaPlan plan = plan_arena(lives);
  EXPECT_EQ(plan.bytes, 448U);
}

TEST(PlanArena, NothingAliveTogetherOverlaps) {
  std::mt19937 random{7};
  for (int round = 0; round < 50; ++round) {
    std::vector<Lifetime> lives;
    for (int i = 0; i < 60; ++i) {
      const std::size_t first = random() % 40;
      lives.push_back({random() % 5000, first, first + random() % 10});
    }
    const ArenaPlan plan = plan_arena(lives);
    for (std::size_t a = 0; a < lives.size(); ++a) {
      EXPECT_EQ(plan.offsets[a] % 64, 0U);
      EXPECT_LE(plan.offsets[a] + lives[a].bytes, plan.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together = lives[a].first_step <= lives[b].last_step && lives[b].first_step <= lives[a].last_step;
        const bool overlap =
            plan.offsets[a] < plan.offsets[b] + lives[b].bytes && plan.offsets[b] < plan.offsets[a] + lives[a].bytes;
        EXPECT_FALSE(together && overlap) << a << " and " << b;
      }
    }
  }
}

}  // namespace
}  // namespace wirebench::runtime::native
