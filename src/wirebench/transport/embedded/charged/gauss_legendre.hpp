/// \file Numerical integration of smooth functions.
#pragma once

#include <array>
#include <cstddef>

namespace wirebench::transport::embedded {

/// Integral of `function` from `low` to `high` by Gauss and Legendre's rule with eight points.
/// Source: Abramowitz, Stegun, table 25.4.
template <class Function>
[[nodiscard]] double integrate(double low, double high, const Function& function) {
  constexpr std::array<double, 4> abscissas{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                            0.9602898564975363};
  constexpr std::array<double, 4> weights{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                          0.1012285362903763};
  const double middle = 0.5 * (low + high);
  const double half = 0.5 * (high - low);
  double sum = 0.0;
  for (std::size_t i = 0; i < abscissas.size(); ++i) {
    sum += weights[i] * (function(middle - half * abscissas[i]) + function(middle + half * abscissas[i]));
  }
  return half * sum;
}

}  // namespace wirebench::transport::embedded
