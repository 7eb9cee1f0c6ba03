/// \file Takes the samples: all systems in turns, one at a time, the others stopped.
#pragma once

#include <span>
#include <vector>

#include "wirebench/core/log.hpp"
#include "wirebench/measure/clock.hpp"
#include "wirebench/measure/raw_samples.hpp"
#include "wirebench/measure/scenario.hpp"
#include "wirebench/measure/system_under_test.hpp"

namespace wirebench::measure {

/// Times `systems` round by round (round_order), a block of queries a turn, every other system paused. Each stops by
/// its own rule (stopping.hpp) while the rest go on. A system that throws, or returns a wrong number of durations or a
/// negative one, is recorded as failed with its reason and takes no further part.
/// The very first query of a system is its own call and its first warm-up sample: the first inference, when the
/// system was loaded freshly.
/// Before: every system is running (not paused). After: every system that did not fail is running again.
/// Returns one RawSamples a system, in the order of `systems`. No pointer may be null.
/// Errors: Error(usage) for options out of range; nothing else is thrown for a system's sake.
/// Not thread-safe towards the systems.
[[nodiscard]] std::vector<RawSamples> measure_interleaved(std::span<SystemUnderTest* const> systems,
                                                          const SingleStreamOptions& options, const Log& log,
                                                          const Now& now = steady_now);

}  // namespace wirebench::measure
