#include "wirebench/detector/readout/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"

namespace wirebench::detector {
namespace {

constexpr double k_narrow = 0.6;
constexpr double k_cut = 3.0;

// Three point charges with the moments of a Gaussian up to the fifth: at 0 and at this many sigma on either side.
constexpr double k_side = 1.0 / 6.0;
const double k_away = std::sqrt(3.0);

/// Shares a charge at `place` linearly between the points around it.
void share_linearly(double place, double weight, GridShares& out) {
  const double below = std::floor(place);
  const double f = place - below;
  const auto index = static_cast<std::size_t>(static_cast<std::int32_t>(below) - out.first);
  out.shares[index] += static_cast<float>(weight * (1.0 - f));
  out.shares[index + 1] += static_cast<float>(weight * f);
}

void share_narrow_linearly(double centre, double sigma, GridShares& out) {
  const double away = k_away * sigma;
  out.first = static_cast<std::int32_t>(std::floor(centre - away));
  const auto last = static_cast<std::int32_t>(std::floor(centre + away)) + 1;
  out.shares.assign(static_cast<std::size_t>(last - out.first) + 1, 0.0F);
  share_linearly(centre - away, k_side, out);
  share_linearly(centre, 1.0 - 2.0 * k_side, out);
  share_linearly(centre + away, k_side, out);
}

/// Six points about the centre with weights that give all polynomials up to the fifth degree the value they have for
/// the three point charges (Lagrange).
void share_narrow_smoothly(double centre, double sigma, GridShares& out) {
  constexpr std::size_t points = 6;
  // Products of the differences between a point and the others.
  constexpr std::array<double, points> differences{-120.0, 24.0, -12.0, 12.0, -24.0, 120.0};
  const double below = std::floor(centre);
  out.first = static_cast<std::int32_t>(below) - 2;
  std::array<double, points> sums{};
  for (const double side : {-1.0, 0.0, 1.0}) {
    const double weight = side == 0.0 ? 1.0 - 2.0 * k_side : k_side;
    const double first = centre - below + 2.0 + side * k_away * sigma;  // from the first point
    std::array<double, points> after{};                                 // products of the distances to later points
    double product = weight;
    for (std::size_t i = points; i-- > 0;) {
      after[i] = product;
      product *= first - static_cast<double>(i);
    }
    double before = 1.0;
    for (std::size_t i = 0; i < points; ++i) {
      sums[i] += before * after[i];
      before *= first - static_cast<double>(i);
    }
  }
  out.shares.resize(points);
  for (std::size_t i = 0; i < points; ++i) out.shares[i] = static_cast<float>(sums[i] / differences[i]);
}

}  // namespace

void share_gaussian(double centre, double sigma, NarrowShares narrow, GridShares& out) {
  WIREBENCH_EXPECT(sigma >= 0.0);
  if (sigma < k_narrow) {
    if (narrow == NarrowShares::linear) {
      share_narrow_linearly(centre, sigma, out);
    } else {
      share_narrow_smoothly(centre, sigma, out);
    }
    return;
  }
  const auto first = static_cast<std::int32_t>(std::ceil(centre - k_cut * sigma));
  const auto last = static_cast<std::int32_t>(std::floor(centre + k_cut * sigma));
  const auto points = static_cast<std::size_t>(last - first) + 1;
  out.first = first;
  out.shares.resize(points);
  // Neighbouring values of a Gaussian differ by a factor that itself changes by a constant one. In parts of the value
  // at the point nearest to the centre.
  const double inverse = 1.0 / (sigma * sigma);
  const auto middle = static_cast<std::int32_t>(std::floor(centre + 0.5));
  const double tilt = std::exp((centre - static_cast<double>(middle)) * inverse);
  const double half = std::exp(-0.5 * inverse);
  const double change = half * half;
  const auto at = static_cast<std::size_t>(middle - first);
  double sum = 1.0;
  out.shares[at] = 1.0F;
  double value = 1.0;
  double factor = half * tilt;
  for (std::size_t i = at + 1; i < points; ++i) {
    value *= factor;
    factor *= change;
    sum += value;
    out.shares[i] = static_cast<float>(value);
  }
  value = 1.0;
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
