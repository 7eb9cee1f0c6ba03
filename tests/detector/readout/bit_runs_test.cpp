#include "wirebench/detector/readout/bit_runs.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace wirebench::detector {
namespace {

using Runs = std::vector<std::pair<std::size_t, std::size_t>>;

Runs runs_of(const Runs& set, std::size_t bits) {
  std::vector<std::uint64_t> words(words_of_bits(bits), 0);
  for (const auto& [first, end] : set) set_bits(words, first, end);
  Runs found;
  for_each_run(words, [&](std::size_t first, std::size_t end) { found.emplace_back(first, end); });
  return found;
}

TEST(BitRuns, FindsWhatWasSet) {
  const std::vector<Runs> sets{{},
                               {{0, 1}},
                               {{0, 64}},
                               {{63, 65}},
                               {{5, 9}, {12, 13}, {62, 131}, {191, 192}},
                               {{0, 320}},
                               {{1, 2}, {3, 4}, {64, 128}, {130, 319}}};
  for (const Runs& set : sets) EXPECT_EQ(runs_of(set, 320), set);
}

TEST(BitRuns, JoinsWhatTouches) {
  EXPECT_EQ(runs_of({{10, 20}, {20, 30}, {25, 70}}, 128), (Runs{{10, 70}}));
  EXPECT_EQ(runs_of({{7, 7}}, 64), Runs{});
  EXPECT_EQ(words_of_bits(0), 0U);
  EXPECT_EQ(words_of_bits(64), 1U);
  EXPECT_EQ(words_of_bits(65), 2U);
}

}  // namespace
}  // namespace wirebench::detector
