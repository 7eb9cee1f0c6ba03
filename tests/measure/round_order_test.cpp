#include "wirebench/measure/round_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

namespace wirebench::measure {
namespace {

class Cycle : public testing::TestWithParam<std::size_t> {};

TEST_P(Cycle, EachPlaceAndEachNeighbourEquallyOften) {
  const std::size_t n = GetParam();
  const std::size_t cycle = n % 2 == 0 ? n : 2 * n;
  std::map<std::pair<std::size_t, std::size_t>, int> places;
  std::map<std::pair<std::size_t, std::size_t>, int> followers;
  for (std::uint64_t round = 0; round < cycle; ++round) {
    const auto order = round_order(n, round);
    auto sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(sorted[i], i) << "not a permutation in round " << round;
    for (std::size_t i = 0; i < n; ++i) ++places[{order[i], i}];
    for (std::size_t i = 1; i < n; ++i) ++followers[{order[i - 1], order[i]}];
    EXPECT_EQ(order, round_order(n, round + cycle));
  }
  ASSERT_EQ(places.size(), n * n);
  for (const auto& [place, count] : places) EXPECT_EQ(count, static_cast<int>(cycle / n));
  ASSERT_EQ(followers.size(), n * (n - 1));
  for (const auto& [pair, count] : followers) EXPECT_EQ(count, static_cast<int>(cycle / n));
}

INSTANTIATE_TEST_SUITE_P(Systems, Cycle, testing::Values(1U, 2U, 3U, 4U, 5U, 8U, 11U));

}  // namespace
}  // namespace wirebench::measure
