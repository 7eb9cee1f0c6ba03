#include "wirebench/core/philox_blocks.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <limits>

namespace wirebench::philox {
namespace {

constexpr Way k_ways[] = {Way::random123, Way::sse2, Way::avx2};

TEST(PhiloxBlocks, KnownAnswers) {
  // Random123's kat_vectors, philox4x32 10 rounds: counter and key all zeros; all ones; digits of pi.
  struct Case {
    std::uint64_t first, event, key;
    std::uint32_t expected[4];
  };
  constexpr std::uint64_t ones = std::numeric_limits<std::uint64_t>::max();
  constexpr Case cases[] = {
      {0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {ones, ones, ones, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (const Way way : k_ways) {
    if (!is_possible(way)) continue;
    for (const Case& one : cases) {
      Words words{};
      fill(way, one.first, one.event, one.key, words);
      for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(words[i], one.expected[i]) << static_cast<int>(way);
    }
  }
}

TEST(PhiloxBlocks, AllWaysGiveTheSameAcrossACarry) {
  constexpr std::uint64_t starts[] = {0, 5, 0xfffffffcU, 0x1234567890abcdefU, ~std::uint64_t{0} - 2};
  for (const std::uint64_t first : starts) {
    Words expected{};
    fill(Way::random123, first, 77, 0x0123456789abcdefU, expected);
    for (const Way way : k_ways) {
      if (!is_possible(way)) continue;
      Words words{};
      fill(way, first, 77, 0x0123456789abcdefU, words);
      EXPECT_EQ(words, expected) << static_cast<int>(way) << ' ' << first;
    }
    Words words{};
    fill(first, 77, 0x0123456789abcdefU, words);
    EXPECT_EQ(words, expected) << first;
  }
}

}  // namespace
}  // namespace wirebench::philox
