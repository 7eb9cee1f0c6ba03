/// \file The few distribution functions the intervals need.
#pragma once

#include <cstdint>

namespace wirebench::measure {

/// Regularised incomplete beta function I_x(a, b).
/// Valid for: a, b > 0, x in [0, 1]; NaN for NaN. Relative accuracy about 1e-12 (a, b up to 1e6).
/// Source: continued fraction DLMF 8.17.22, evaluated by the modified Lentz method.
[[nodiscard]] double incomplete_beta(double a, double b, double x);

/// P(B <= k) for B binomial(n, p). k may be negative (0) or >= n (1).
[[nodiscard]] double binomial_cdf(std::int64_t k, std::int64_t n, double p);

/// The t with P(T <= t) = probability for Student's distribution. Valid for: degrees > 0, 0.5 <= probability < 1.
[[nodiscard]] double student_quantile(double probability, double degrees);

}  // namespace wirebench::measure
