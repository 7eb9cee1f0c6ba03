/// \file Huffman codes of limited length, as deflate has them.
#pragma once

#include <cstdint>
#include <span>

namespace wirebench {

/// Lengths in bits of a prefix code for symbols that occur `frequencies[i]` times; 0 for those that do not occur.
/// Optimal unless `longest` cuts it, near it then. Shapes: both spans [symbols].
/// Preconditions: at least two symbols occur, no more than 2^longest do, at most 512 symbols, longest <= 15.
/// Source: Huffman, Proc. IRE 40 (1952) 1098. Lengths that are cut are made up for by Kraft's sum.
void code_lengths(std::span<const std::uint32_t> frequencies, unsigned longest, std::span<std::uint8_t> lengths);

/// The canonical code of such lengths, its bits in the order deflate sends them (first bit lowest). Shapes: [symbols].
/// Source: RFC 1951, sec. 3.2.2.
void canonical_codes(std::span<const std::uint8_t> lengths, std::span<std::uint16_t> codes);

}  // namespace wirebench
