/// \file The clock of every measurement: one that never jumps.
#pragma once

#include <chrono>
#include <functional>

#include "wirebench/measure/system_under_test.hpp"

namespace wirebench::measure {

using SteadyClock = std::chrono::steady_clock;
static_assert(SteadyClock::is_steady, "a clock that can be set would give negative or huge latencies");
static_assert(std::ratio_less_equal_v<SteadyClock::period, std::micro>, "latencies need microseconds or better");

/// Reads a monotonic clock, counted from any fixed moment. Replaced by a hand-driven one in tests.
using Now = std::function<Nanoseconds()>;

/// The clock of this machine. Thread-safe.
[[nodiscard]] inline Nanoseconds steady_now() {
  return std::chrono::duration_cast<Nanoseconds>(SteadyClock::now().time_since_epoch());
}

}  // namespace wirebench::measure
