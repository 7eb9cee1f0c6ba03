#include "wirebench/transport/embedded/liquid_argon.hpp"

#include <cmath>
#include <numbers>

namespace wirebench::transport::embedded {

double density_effect(const LiquidArgon& argon, double beta_gamma) noexcept {
  const double x = std::log10(beta_gamma);
  if (x < argon.sternheimer_x0) return 0.0;
  const double asymptotic = 2.0 * std::numbers::ln10 * x - argon.sternheimer_c;
  if (x >= argon.sternheimer_x1) return asymptotic;
  return asymptotic + argon.sternheimer_a * std::pow(argon.sternheimer_x1 - x, argon.sternheimer_k);
}

}  // namespace wirebench::transport::embedded
