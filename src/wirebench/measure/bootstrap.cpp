#include "wirebench/measure/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "wirebench/core/contract.hpp"
#include "wirebench/core/random.hpp"
#include "wirebench/measure/statistics.hpp"

namespace wirebench::measure {
namespace {

constexpr double k_tail = 0.025;  // each side of a 95 % interval

std::vector<double> defined(std::span<const double> values) {
  std::vector<double> kept;
  std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](double v) { return !std::isnan(v); });
  return kept;
}

}  // namespace

std::vector<std::vector<double>> bootstrap(std::span<const std::uint32_t> strata, std::size_t values,
                                           const Statistic& statistic, const BootstrapOptions& options) {
  WIREBENCH_EXPECT(!strata.empty() && options.resamples >= 100);
  std::map<std::uint32_t, std::vector<std::uint32_t>> members;
  for (std::size_t event = 0; event < strata.size(); ++event) {
    members[strata[event]].push_back(static_cast<std::uint32_t>(event));
  }
  std::vector<std::vector<double>> resampled(values, std::vector<double>(options.resamples));
  std::vector<std::uint32_t> multiplicities(strata.size());
  std::vector<double> row(values);
  for (std::uint32_t resample = 0; resample < options.resamples; ++resample) {
    RandomStream random{options.seed, RandomStage::bootstrap, resample};
    std::fill(multiplicities.begin(), multiplicities.end(), 0U);
    for (const auto& [stratum, events] : members) {
      const auto count = static_cast<std::uint32_t>(events.size());
      for (std::uint32_t draw = 0; draw < count; ++draw) ++multiplicities[events[random.below(count)]];
    }
    statistic(multiplicities, row);
    for (std::size_t value = 0; value < values; ++value) resampled[value][resample] = row[value];
  }
  return resampled;
}

Estimate percentile_interval(double value, std::span<const double> resampled) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> kept = defined(resampled);
  if (std::isnan(value) || kept.empty() || 2 * kept.size() < resampled.size()) return {value, nan, nan};
  return {value, quantile(kept, k_tail), quantile(kept, 1 - k_tail)};
}

Estimate reflected_interval(double value, std::span<const double> resampled, double least) {
  const Estimate percentiles = percentile_interval(value, resampled);
  return {value, std::max(least, 2 * value - percentiles.high), std::max(least, 2 * value - percentiles.low)};
}

}  // namespace wirebench::measure
