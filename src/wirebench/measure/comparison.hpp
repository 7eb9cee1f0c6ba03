/// \file Is one system faster than another? A verdict that may be "cannot tell".
#pragma once

#include <cstdint>
#include <string_view>

#include "wirebench/measure/raw_samples.hpp"
#include "wirebench/measure/result.hpp"

namespace wirebench::measure {

enum class Verdict {
  same,       ///< the whole interval of the ratio lies within the margin around 1
  faster,     ///< the whole interval lies below 1, and reaches beyond the margin
  slower,     ///< the whole interval lies above 1, and reaches beyond the margin
  ambiguous,  ///< none of these: too noisy or too few samples to tell
};

[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;

struct ComparisonOptions {
  double margin = 0.02;            ///< differences below this share do not matter
  std::uint32_t resamples = 2000;  ///< of the bootstrap
  std::uint64_t seed = 0;          ///< of RandomStage::bootstrap
};

struct Comparison {
  Estimate ratio;  ///< median of the candidate over median of the baseline: below 1 is faster
  Verdict verdict = Verdict::ambiguous;
};

/// The rule above on a ratio; anything not finite is ambiguous.
[[nodiscard]] Verdict judge(const Estimate& ratio, double margin) noexcept;

/// Compares timed samples of two systems. The interval is a percentile bootstrap: when both have ten rounds in common,
/// whole rounds are drawn, the same for both (they saw the same machine state); otherwise single samples of each.
/// No timed samples, fewer than five in one, or a baseline median of zero: NaN in [0, infinity], ambiguous.
[[nodiscard]] Comparison compare(const RawSamples& candidate, const RawSamples& baseline,
                                 const ComparisonOptions& options);

}  // namespace wirebench::measure
