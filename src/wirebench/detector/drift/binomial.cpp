#include "wirebench/detector/drift/binomial.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_fewest_for_normal = 30.0;

/// Walks up the distribution from 0; `probability` is at most one half.
std::uint64_t by_inversion(RandomStream& random, std::uint64_t trials, double probability) noexcept {
  const double odds = probability / (1.0 - probability);
  const double n = static_cast<double>(trials);
  double left = random.uniform();
  double term = std::exp(n * std::log1p(-probability));
  std::uint64_t successes = 0;
  while (left > term && successes < trials) {
    left -= term;
    ++successes;
    const double k = static_cast<double>(successes);
    term *= odds * (n - k + 1.0) / k;
  }
  return successes;
}

}  // namespace

std::uint64_t binomial(RandomStream& random, std::uint64_t trials, double probability) noexcept {
  WIREBENCH_EXPECT(probability >= 0.0 && probability <= 1.0);
  if (trials == 0 || probability <= 0.0) return 0;
  if (probability >= 1.0) return trials;
  const double n = static_cast<double>(trials);
  const double rarer = std::min(probability, 1.0 - probability);
  if (n * rarer < k_fewest_for_normal) {
    const std::uint64_t rare = by_inversion(random, trials, rarer);
    return probability <= 0.5 ? rare : trials - rare;
  }
  const double mean = n * probability;
  const double drawn = std::round(mean + std::sqrt(mean * (1.0 - probability)) * random.normal());
  return static_cast<std::uint64_t>(std::clamp(drawn, 0.0, n));
}

}  // namespace wirebench::detector
