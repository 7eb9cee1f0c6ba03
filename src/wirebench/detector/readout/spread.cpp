#include "wirebench/detector/readout/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_narrow = 0.6;
constexpr double k_cut = 3.0;

void share_point(double place, double weight, NarrowShares narrow, GridShares& out) {
  const double below = std::floor(place);
  const double f = place - below;
  const auto index = static_cast<std::size_t>(static_cast<std::int32_t>(below) - out.first);
  const auto add = [&](std::size_t at, double share) { out.shares[at] += static_cast<float>(weight * share); };
  if (narrow == NarrowShares::linear) {
    add(index, 1.0 - f);
    add(index + 1, f);
    return;
  }
  for (int node = -2; node <= 3; ++node) {
    double share = 1.0;
    for (int other = -2; other <= 3; ++other) {
      if (other != node) share *= (f - other) / static_cast<double>(node - other);
    }
    out.shares[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(index) + node)] +=
        static_cast<float>(weight * share);
  }
}

void share_narrow(double centre, double sigma, NarrowShares narrow, GridShares& out) {
  const double away = std::sqrt(3.0) * sigma;
  const std::int32_t more = narrow == NarrowShares::smooth ? 2 : 0;
  out.first = static_cast<std::int32_t>(std::floor(centre - away)) - more;
  const auto last = static_cast<std::int32_t>(std::floor(centre + away)) + 1 + more;
  out.shares.assign(static_cast<std::size_t>(last - out.first) + 1, 0.0F);
  constexpr double side = 1.0 / 6.0;
  share_point(centre - away, side, narrow, out);
  share_point(centre, 1.0 - 2.0 * side, narrow, out);
  share_point(centre + away, side, narrow, out);
}

}  // namespace

void share_gaussian(double centre, double sigma, NarrowShares narrow, GridShares& out) {
  WIREBENCH_EXPECT(sigma >= 0.0);
  if (sigma < k_narrow) {
    share_narrow(centre, sigma, narrow, out);
    return;
  }
  const auto first = static_cast<std::int32_t>(std::ceil(centre - k_cut * sigma));
  const auto last = static_cast<std::int32_t>(std::floor(centre + k_cut * sigma));
  const auto points = static_cast<std::size_t>(last - first) + 1;
  out.first = first;
  out.shares.resize(points);
  // Neighbouring values of a Gaussian differ by a factor that itself changes by a constant one.
  const double inverse = 1.0 / (sigma * sigma);
  const double change = std::exp(-inverse);
  const auto middle = static_cast<std::int32_t>(std::floor(centre + 0.5));
  const double offset = static_cast<double>(middle) - centre;
  const double top = std::exp(-0.5 * offset * offset * inverse);
  const double tilt = std::exp(-offset * inverse);
  const double half = std::exp(-0.5 * inverse);
  const auto at = static_cast<std::size_t>(middle - first);
  double sum = top;
  out.shares[at] = static_cast<float>(top);
  double value = top;
  double factor = half * tilt;
  for (std::size_t i = at + 1; i < points; ++i) {
    value *= factor;
    factor *= change;
    sum += value;
    out.shares[i] = static_cast<float>(value);
  }
  value = top;
  factor = half / tilt;
  for (std::size_t i = at; i-- > 0;) {
    value *= factor;
    factor *= change;
    sum += value;
    out.shares[i] = static_cast<float>(value);
  }
  const auto scale = static_cast<float>(1.0 / sum);
  for (float& share : out.shares) share *= scale;
}

}  // namespace wirebench::detector
