#include "wirebench/transport/embedded/em/landau_pomeranchuk.hpp"

#include <cmath>
#include <numbers>

namespace wirebench::transport::embedded {

MigdalFunctions migdal_functions(double s) noexcept {
  constexpr double pi = std::numbers::pi;
  const double s2 = s * s;
  const double s3 = s2 * s;
  const double s4 = s2 * s2;
  const double phi = s < 1.55
                         ? 1.0 - std::exp(-6.0 * s * (1.0 + (3.0 - pi) * s) + s3 / (0.623 + 0.796 * s + 0.658 * s2))
                         : 1.0 - 0.012 / s4;
  if (s < 0.415827) {
    const double psi = 1.0 - std::exp(-4.0 * s - 8.0 * s2 / (1.0 + 3.936 * s + 4.97 * s2 - 0.05 * s3 + 7.5 * s4));
    return {3.0 * psi - 2.0 * phi, phi};
  }
  if (s < 1.9156) {
    return {std::tanh(-0.160723 + 3.755030 * s - 1.798138 * s2 + 0.672827 * s3 - 0.120772 * s4), phi};
  }
  return {1.0 - 0.0230655 / s4, phi};
}

}  // namespace wirebench::transport::embedded
