#include "wirebench/measure/comparison.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

constexpr std::size_t k_enough_rounds = 10;
constexpr std::size_t k_enough_samples = 5;

/// Median by selection, reordering `values`; much quicker than sorting for thousands of resamples.
double median_in_place(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

using Rounds = std::map<std::uint32_t, std::vector<double>>;

Rounds by_round(const RawSamples& raw) {
  Rounds rounds;
  const auto values = raw.timed_ms();
  const auto numbers = raw.timed_rounds();
  for (std::size_t i = 0; i < values.size(); ++i) rounds[numbers[i]].push_back(values[i]);
  return rounds;
}

std::vector<double> resample(const std::vector<double>& values, RandomStream& random) {
  std::vector<double> drawn(values.size());
  for (double& value : drawn) value = values[random.below(static_cast<std::uint32_t>(values.size()))];
  return drawn;
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::same: return "SAME";
    case Verdict::faster: return "FASTER";
    case Verdict::slower: return "SLOWER";
    case Verdict::ambiguous: return "AMBIGUOUS";
  }
  return "AMBIGUOUS";
}

Verdict judge(const Estimate& ratio, double margin) noexcept {
  if (ratio.low >= 1 - margin && ratio.high <= 1 + margin) return Verdict::same;
  if (ratio.high < 1 && ratio.low < 1 - margin) return Verdict::faster;
  if (ratio.low > 1 && ratio.high > 1 + margin && ratio.high < std::numeric_limits<double>::infinity()) {
    return Verdict::slower;
  }
  return Verdict::ambiguous;  // every comparison with NaN ends here
}

Comparison compare(const RawSamples& candidate, const RawSamples& baseline, const ComparisonOptions& options) {
  WIREBENCH_EXPECT(options.resamples >= 100);
  const std::vector<double> ours = candidate.timed_ms();
  const std::vector<double> theirs = baseline.timed_ms();
  const Comparison unknown{{std::numeric_limits<double>::quiet_NaN(), 0, std::numeric_limits<double>::infinity()},
                           Verdict::ambiguous};
  if (ours.size() < k_enough_samples || theirs.size() < k_enough_samples) return unknown;
  const double base = quantile(theirs, 0.5);
  if (!(base > 0)) return unknown;

  const Rounds our_rounds = by_round(candidate);
  const Rounds their_rounds = by_round(baseline);
  std::vector<std::pair<const std::vector<double>*, const std::vector<double>*>> common;
  for (const auto& [round, values] : our_rounds) {
    if (const auto found = their_rounds.find(round); found != their_rounds.end()) {
      common.emplace_back(&values, &found->second);
    }
  }

  RandomStream random{options.seed, RandomStage::bootstrap, 0};
  std::vector<double> ratios;
  ratios.reserve(options.resamples);
  for (std::uint32_t i = 0; i < options.resamples; ++i) {
    std::vector<double> a;
    std::vector<double> b;
    if (common.size() >= k_enough_rounds) {
      for (std::size_t draw = 0; draw < common.size(); ++draw) {
        const auto& [first, second] = common[random.below(static_cast<std::uint32_t>(common.size()))];
        a.insert(a.end(), first->begin(), first->end());
        b.insert(b.end(), second->begin(), second->end());
      }
    } else {
      a = resample(ours, random);
      b = resample(theirs, random);
    }
    const double denominator = median_in_place(b);
    ratios.push_back(denominator > 0 ? median_in_place(a) / denominator : std::numeric_limits<double>::infinity());
  }
  Comparison result;
  result.ratio = {quantile(ours, 0.5) / base, quantile(ratios, 0.025), quantile(ratios, 0.975)};
  result.verdict = judge(result.ratio, options.margin);
  return result;
}

}  // namespace wirebench::measure
