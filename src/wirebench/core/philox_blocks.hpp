/// \file Blocks of Philox4x32-10, several at a time.
#pragma once

#include <array>
#include <cstdint>

namespace wirebench::philox {

inline constexpr unsigned k_blocks = 8;
using Words = std::array<std::uint32_t, 4 * k_blocks>;

/// Blocks `first` to `first` + 7 of the stream with the 128-bit counter {first, event} and `key`, low words first.
/// The same on every machine: with AVX2 or SSE2 where the processor has them, else by Random123's own code.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11 (doi:10.1145/2063384.2063405).
void fill(std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept;

/// The ways of doing it, for tests. Absent ones are not there on this machine.
enum class Way { random123, sse2, avx2 };
[[nodiscard]] bool is_possible(Way way) noexcept;
/// Precondition: is_possible(way).
void fill(Way way, std::uint64_t first, std::uint64_t event, std::uint64_t key, Words& words) noexcept;

}  // namespace wirebench::philox
