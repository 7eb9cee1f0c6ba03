/// \file When to stop: pure decisions from counts and times, without clocks or systems.
#pragma once

#include <cstdint>

#include "wirebench/measure/scenario.hpp"

namespace wirebench::measure {

/// What one system has done so far in one phase (warm-up, or after it).
struct Done {
  std::uint64_t count = 0;  ///< queries that count (timed ones after the warm-up)
  Nanoseconds measured{0};  ///< their latencies, summed
  Nanoseconds busy{0};      ///< wall time the system has used, all its queries and messages included
};

enum class Decision {
  go_on,
  complete,  ///< both minima are met
  cut_off,   ///< a maximum came first
};

/// Whether the timed phase is over.
[[nodiscard]] Decision decide(const SingleStreamOptions& options, const Done& done) noexcept;

/// Whether the warm-up is over.
[[nodiscard]] bool warmed_up(const SingleStreamOptions& options, const Done& done) noexcept;

/// Timed queries of the next turn, at least one, given the latest latency (0 = not known).
[[nodiscard]] std::uint64_t next_block(const SingleStreamOptions& options, const Done& done,
                                       Nanoseconds latest) noexcept;

/// Settling queries of the next turn.
[[nodiscard]] std::uint64_t next_settling(const SingleStreamOptions& options, Nanoseconds latest) noexcept;

}  // namespace wirebench::measure
