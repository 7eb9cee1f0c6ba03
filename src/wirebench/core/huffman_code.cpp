#include "wirebench/core/huffman_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "wirebench/core/contract.hpp"

namespace wirebench {
namespace {

constexpr std::size_t k_most_symbols = 512;
constexpr unsigned k_most_bits = 15;
constexpr unsigned k_deepest = 64;

struct Leaf {
  std::uint32_t frequency;
  std::uint16_t symbol;
};

}  // namespace

void code_lengths(std::span<const std::uint32_t> frequencies, unsigned longest, std::span<std::uint8_t> lengths) {
  WIREBENCH_EXPECT(frequencies.size() <= k_most_symbols && lengths.size() == frequencies.size());
  WIREBENCH_EXPECT(longest <= k_most_bits);
  std::array<Leaf, k_most_symbols> leaves;
  std::size_t count = 0;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    lengths[i] = 0;
    if (frequencies[i] > 0) leaves[count++] = {frequencies[i], static_cast<std::uint16_t>(i)};
  }
  WIREBENCH_EXPECT(count >= 2 && count <= (std::size_t{1} << longest));
  std::sort(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(count), [](const Leaf& a, const Leaf& b) {
    return a.frequency != b.frequency ? a.frequency < b.frequency : a.symbol < b.symbol;
  });

  // The tree: leaves in order, then inner nodes in the order they are made, which is that of their weight.
  std::array<std::uint64_t, 2 * k_most_symbols> weight;
  std::array<std::uint16_t, 2 * k_most_symbols> parent{};
  for (std::size_t i = 0; i < count; ++i) weight[i] = leaves[i].frequency;
  std::size_t leaf = 0;
  std::size_t inner = count;
  const std::size_t nodes = 2 * count - 1;
  for (std::size_t node = count; node < nodes; ++node) {
    weight[node] = 0;
    for (int child = 0; child < 2; ++child) {
      const bool take_leaf = leaf < count && (inner >= node || weight[leaf] <= weight[inner]);
      const std::size_t taken = take_leaf ? leaf++ : inner++;
      weight[node] += weight[taken];
      parent[taken] = static_cast<std::uint16_t>(node);
    }
  }
  std::array<std::uint8_t, 2 * k_most_symbols> depth{};
  std::array<std::uint32_t, k_deepest> of_length{};
  for (std::size_t node = nodes - 1; node-- > 0;) {
    depth[node] = static_cast<std::uint8_t>(std::min(depth[parent[node]] + 1U, k_deepest - 1));
    if (node < count) ++of_length[std::min<unsigned>(depth[node], longest)];
  }

  // Kraft's sum in units of the longest code: what cutting made too much is won back by lengthening shorter ones.
  std::uint32_t sum = 0;
  for (unsigned bits = 1; bits <= longest; ++bits) sum += of_length[bits] << (longest - bits);
  while (sum > (1U << longest)) {
    unsigned bits = longest - 1;
    while (of_length[bits] == 0) --bits;
    --of_length[bits];
    --of_length[longest];
    of_length[bits + 1] += 2;
    --sum;
  }
  std::size_t next = 0;
  for (unsigned bits = longest; bits >= 1; --bits) {
    for (std::uint32_t i = 0; i < of_length[bits]; ++i)
      lengths[leaves[next++].symbol] = static_cast<std::uint8_t>(bits);
  }
  WIREBENCH_ASSERT(next == count);
}

void canonical_codes(std::span<const std::uint8_t> lengths, std::span<std::uint16_t> codes) {
  WIREBENCH_EXPECT(codes.size() == lengths.size());
  std::array<std::uint32_t, k_most_bits + 2> of_length{};
  for (const std::uint8_t bits : lengths) ++of_length[bits];
  of_length[0] = 0;
  std::array<std::uint32_t, k_most_bits + 2> next{};
  for (unsigned bits = 1; bits <= k_most_bits; ++bits) next[bits] = (next[bits - 1] + of_length[bits - 1]) << 1U;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    codes[i] = 0;
    if (lengths[i] == 0) continue;
    std::uint32_t code = next[lengths[i]]++;
    std::uint32_t reversed = 0;
    for (unsigned bit = 0; bit < lengths[i]; ++bit, code >>= 1U) reversed = (reversed << 1U) | (code & 1U);
    codes[i] = static_cast<std::uint16_t>(reversed);
  }
}

}  // namespace wirebench
