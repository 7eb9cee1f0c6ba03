/// \file What is asked of a system under test, and what is inside the timed region.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wirebench/measure/system_under_test.hpp"

namespace wirebench::measure {

/// Name of the only scenario so far, as result rows carry it.
inline constexpr std::string_view k_single_stream = "single-stream";

/// Single stream: one query of one image at a time, the next one sent when the last one is answered.
///
/// Inside the timed region: input in host memory to output in host memory, the runtime's own call with its copies,
/// type conversions and device transfers. The clock is read by whoever makes that call (in the worker process for a
/// foreign runtime), so messages between processes are outside.
/// Outside: loading the model (its own column), the first inference (its own column), making the image, scaling it to
/// the input type, and finding the best class.
///
/// A measurement has three kinds of queries, all kept as raw samples and told apart there:
///  - warm-up, before anything is timed;
///  - settling, the first `settle_count` of each turn: another system has just used the caches;
///  - timed, the only ones statistics are made of. They are therefore latencies with warm caches.
struct SingleStreamOptions {
  /// Warm-up goes on until both are reached, at least one query, and at most a quarter of `max_duration`.
  std::uint64_t warmup_count = 3;
  Nanoseconds warmup_duration = std::chrono::milliseconds{200};

  /// Timed queries go on until both are reached. More of either narrows the intervals and takes longer.
  Nanoseconds min_duration = std::chrono::seconds{1};
  std::uint64_t min_count = 50;

  /// Cut-off: a system that has used this much time of its own (timed and settling queries), or given this many timed
  /// queries, stops short of its minimum, and its row says so; but not before `floor_count` timed queries.
  Nanoseconds max_duration = std::chrono::seconds{60};
  std::uint64_t max_count = 100'000;
  std::uint64_t floor_count = 3;

  /// Timed queries a turn. Small blocks see the same machine state in every system; large ones amortise the switch.
  std::uint64_t block = 10;
  /// A turn is made shorter than `block` when it would take longer than this (at least one query).
  Nanoseconds max_turn = std::chrono::seconds{1};
  /// Queries at the start of each turn that are not timed. Left out where one query takes longer than `max_turn`.
  std::uint64_t settle_count = 1;
};

/// An option that is out of range, or at odds with another one.
struct BadOption {
  std::string name;  ///< of the member: "max_duration"
  std::string why;   ///< "10 s is below min_duration, 60 s"
};

/// The first bad option, none when all are good. Whoever knows where the options came from raises the error.
[[nodiscard]] std::optional<BadOption> find_bad_option(const SingleStreamOptions& options);

}  // namespace wirebench::measure
