/// \file The check of the check: two systems that are the same must be found equally fast.
#pragma once

#include <array>
#include <stdexcept>

#include "wirebench/measure/comparison.hpp"
#include "wirebench/measure/interleave.hpp"

namespace wirebench::test {

struct SelfComparison {
  enum class Finding {
    agrees,     ///< the interval is narrow, +- 2 % or better, and reaches into 1 +- 0.02
    differs,    ///< the interval is narrow and lies outside 1 +- 0.02
    too_noisy,  ///< the interval was still wide when the time was over
  };
  Finding finding = Finding::too_noisy;
  measure::Estimate ratio;
  std::uint64_t queries = 0;  ///< of each system
};

/// Times both in turns, each time with twice as many rounds, until the interval is narrow or `limit` is over. A wide
/// one says nothing: on a busy machine it may lie anywhere.
inline SelfComparison compare_alike(measure::SystemUnderTest& first, measure::SystemUnderTest& second,
                                    measure::Nanoseconds limit, const measure::Now& now = measure::steady_now) {
  constexpr double margin = 0.02;
  measure::SingleStreamOptions options;
  options.min_duration = measure::Nanoseconds{0};
  options.max_duration = limit / 2;  // of each of the two
  const std::array<measure::SystemUnderTest*, 2> both{&first, &second};
  const measure::Nanoseconds start = now();
  for (options.min_count = 100;; options.min_count *= 2) {
    const auto samples = measure::measure_interleaved(both, options, Log::silent(), now);
    for (const auto& raw : samples) {
      if (raw.ending == measure::Ending::failed) throw std::runtime_error{raw.system + ": " + raw.reason};
    }
    SelfComparison result;
    result.ratio = measure::compare(samples[1], samples[0], {.margin = margin}).ratio;
    result.queries = options.min_count;
    if (result.ratio.high - result.ratio.low <= 2 * margin * result.ratio.value) {
      const bool outside = result.ratio.high < 1 - margin || result.ratio.low > 1 + margin;
      result.finding = outside ? SelfComparison::Finding::differs : SelfComparison::Finding::agrees;
      return result;
    }
    if (now() - start >= limit) return result;
  }
}

}  // namespace wirebench::test
