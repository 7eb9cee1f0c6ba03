#include "wirebench/core/huffman_code.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

namespace wirebench {
namespace {

double kraft_sum(std::span<const std::uint8_t> lengths) {
  double sum = 0.0;
  for (const std::uint8_t bits : lengths) sum += bits > 0 ? 1.0 / static_cast<double>(1U << bits) : 0.0;
  return sum;
}

std::uint64_t total_bits(std::span<const std::uint32_t> frequencies, std::span<const std::uint8_t> lengths) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) sum += std::uint64_t{frequencies[i]} * lengths[i];
  return sum;
}

TEST(HuffmanCode, TextbookExample) {
  // Cormen et al., Introduction to Algorithms, sec. "Huffman codes": a to f, 224 (thousand) bits in all.
  constexpr std::array<std::uint32_t, 7> frequencies{45, 13, 12, 16, 9, 5, 0};
  std::array<std::uint8_t, 7> lengths{};
  code_lengths(frequencies, 15, lengths);
  EXPECT_EQ(lengths, (std::array<std::uint8_t, 7>{1, 3, 3, 3, 4, 4, 0}));
  EXPECT_EQ(total_bits(frequencies, lengths), 224U);
}

TEST(HuffmanCode, CodesOfTheStandardsExample) {
  // RFC 1951, sec. 3.2.2: A to H; the bits are sent first bit first, so they are turned round here.
  constexpr std::array<std::uint8_t, 8> lengths{3, 3, 3, 3, 3, 2, 4, 4};
  std::array<std::uint16_t, 8> codes{};
  canonical_codes(lengths, codes);
  EXPECT_EQ(codes, (std::array<std::uint16_t, 8>{0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111}));
}

TEST(HuffmanCode, CutLengthsStillMakeAWholeCode) {
  // Fibonacci numbers make the deepest tree: 20 of them need 19 bits.
  std::vector<std::uint32_t> frequencies{1, 1};
  while (frequencies.size() < 20) frequencies.push_back(frequencies.end()[-1] + frequencies.end()[-2]);
  std::vector<std::uint8_t> whole(20);
  std::vector<std::uint8_t> cut(20);
  for (const unsigned longest : {5U, 7U, 12U, 15U}) {
    code_lengths(frequencies, longest, cut);
    for (const std::uint8_t bits : cut) EXPECT_TRUE(bits >= 1 && bits <= longest);
    EXPECT_EQ(kraft_sum(cut), 1.0);
    for (std::size_t i = 1; i < cut.size(); ++i) EXPECT_LE(cut[i], cut[i - 1]) << "rarer symbols are not shorter";
  }
  // Of 15 bits, the best is 1 % longer at most.
  const auto sum = std::accumulate(frequencies.begin(), frequencies.end(), std::uint64_t{0});
  EXPECT_LT(static_cast<double>(total_bits(frequencies, cut)), 1.01 * 2.618 * static_cast<double>(sum));
}

}  // namespace
}  // namespace wirebench
