#include "wirebench/measure/distributions.hpp"

#include <math.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "wirebench/core/contract.hpp"

namespace wirebench::measure {
namespace {

/// std::lgamma writes the sign into a global; this form keeps it local, so that threads do not meet there.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

/// DLMF 8.17.22: converges quickly for x below (a + 1) / (a + b + 2).
double continued_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  constexpr double precision = 1e-15;
  constexpr int limit = 100'000;
  const auto away_from_zero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1.0;
  double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
  double result = d;
  for (int m = 1; m < limit; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1.0 / away_from_zero(1.0 + even * d);
    c = away_from_zero(1.0 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1.0 / away_from_zero(1.0 + odd * d);
    c = away_from_zero(1.0 + odd / c);
    const double factor = d * c;
    result *= factor;
    if (std::abs(factor - 1.0) < precision) break;
  }
  return result;
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (std::isnan(a) || std::isnan(b) || std::isnan(x)) return std::numeric_limits<double>::quiet_NaN();
  WIREBENCH_EXPECT(a > 0 && b > 0 && x >= 0 && x <= 1);
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * continued_fraction(a, b, x) / a;
  return 1.0 - front * continued_fraction(b, a, 1.0 - x) / b;
}

double binomial_cdf(std::int64_t k, std::int64_t n, double p) {
  WIREBENCH_EXPECT(n >= 0 && p >= 0 && p <= 1);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incomplete_beta(static_cast<double>(n - k), static_cast<double>(k) + 1.0, 1.0 - p);
}

double student_quantile(double probability, double degrees) {
  WIREBENCH_EXPECT(degrees > 0 && probability >= 0.5 && probability < 1);
  // P(|T| > t) = I_{v/(v+t^2)}(v/2, 1/2): bisection in x = v/(v+t^2), which is bounded.
  const double tail = 2.0 * (1.0 - probability);
  double low = 0.0;
  double high = 1.0;
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (low + high);
    (incomplete_beta(0.5 * degrees, 0.5, middle) < tail ? low : high) = middle;
  }
  const double x = 0.5 * (low + high);
  return std::sqrt(degrees * (1.0 - x) / x);
}

}  // namespace wirebench::measure
