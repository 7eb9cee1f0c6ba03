/// \file Sets of small numbers as bits, and the runs in them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace wirebench::detector {

inline constexpr std::size_t k_bits_of_word = 64;

[[nodiscard]] constexpr std::size_t words_of_bits(std::size_t bits) noexcept {
  return (bits + k_bits_of_word - 1) / k_bits_of_word;
}

/// Sets bits [first, end).
inline void set_bits(std::span<std::uint64_t> words, std::size_t first, std::size_t end) noexcept {
  while (first < end) {
    const std::size_t bit = first % k_bits_of_word;
    const std::size_t count = std::min(end - first, k_bits_of_word - bit);
    const std::uint64_t ones = count == k_bits_of_word ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    words[first / k_bits_of_word] |= ones << bit;
    first += count;
  }
}

/// Calls `visit(first, end)` with each run of set bits.
template <class Visitor>
void for_each_run(std::span<const std::uint64_t> words, const Visitor& visit) {
  constexpr std::size_t bits = k_bits_of_word;
  std::size_t first = 0;
  bool open = false;
  for (std::size_t word = 0; word < words.size(); ++word) {
    const std::uint64_t set = words[word];
    if (set == (open ? ~std::uint64_t{0} : 0)) continue;
    for (std::size_t bit = 0; bit < bits;) {
      const std::uint64_t rest = set >> bit;
      if (open) {
        bit += std::min(static_cast<std::size_t>(std::countr_one(rest)), bits - bit);
        if (bit == bits) break;
        visit(first, word * bits + bit);
      } else {
        if (rest == 0) break;
        bit += static_cast<std::size_t>(std::countr_zero(rest));
        first = word * bits + bit;
      }
      open = !open;
    }
  }
  if (open) visit(first, words.size() * bits);
}

}  // namespace wirebench::detector
