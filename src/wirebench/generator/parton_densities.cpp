#include "wirebench/generator/parton_densities.hpp"

#include <algorithm>
#include <cmath>

namespace wirebench::generator {
namespace {

/// Coefficients of a valence-like distribution: n x^a (1 + A x^b + x (B + C sqrt x)) (1 - x)^D.
struct ValenceShape {
  double n, a, b, amplitude, linear, root, fall;
};

double valence(const ValenceShape& v, double x) noexcept {
  return v.n * std::pow(x, v.a) * (1.0 + v.amplitude * std::pow(x, v.b) + x * (v.linear + v.root * std::sqrt(x))) *
         std::pow(1.0 - x, v.fall);
}

}  // namespace

PartonDensities proton_partons(double x, double q2_gev2) noexcept {
  if (x >= 1.0) return {};
  x = std::max(x, 1e-5);
  constexpr double lambda2 = 0.2322 * 0.2322;  // GeV2
  constexpr double start = 0.23;               // GeV2, where the evolution starts
  constexpr double lowest = 0.8;               // GeV2, below which the densities are frozen
  const double s = std::log(std::log(std::max(q2_gev2, lowest) / lambda2) / std::log(start / lambda2));
  const double s2 = s * s;

  PartonDensities result;
  result.up_valence = valence({2.284 + 0.802 * s + 0.055 * s2, 0.590 - 0.024 * s, 0.131 + 0.063 * s,
                               -0.449 - 0.138 * s - 0.076 * s2, 0.213 + 2.669 * s - 0.728 * s2,
                               8.854 - 9.135 * s + 1.979 * s2, 2.997 + 0.753 * s - 0.076 * s2},
                              x);
  result.down_valence = valence({0.371 + 0.083 * s + 0.039 * s2, 0.376, 0.486 + 0.062 * s,
                                 -0.509 + 3.310 * s - 1.248 * s2, 12.41 - 10.52 * s + 2.267 * s2,
                                 6.373 - 6.208 * s + 1.418 * s2, 3.691 + 0.799 * s - 0.071 * s2},
                                x);
  // Anti-down minus anti-up, then their sum, then the strange sea.
  const double difference = valence({0.082 + 0.014 * s + 0.008 * s2, 0.409 - 0.005 * s, 0.799 + 0.071 * s,
                                     -38.07 + 36.13 * s - 0.656 * s2, 90.31 - 74.15 * s + 7.645 * s2, 0.0,
                                     7.486 + 1.217 * s - 0.159 * s2},
                                    x);
  const double log_x = -std::log(x);
  const double sum = (std::pow(x, 0.410 - 0.232 * s) * (0.890 - 0.140 * s + x * (-0.981 + x * (0.320 + 0.683 * s))) *
                          std::pow(log_x, 0.534 - 0.457 * s) +
                      std::pow(s, 1.451) *
                          std::exp(-(4.119 + 1.713 * s) +
                                   std::sqrt((0.682 + 2.978 * s) * std::pow(s, 0.271) * log_x))) *
                     std::pow(1.0 - x, 4.752 + 1.164 * s + 0.286 * s2);
  result.up_sea = std::max(0.0, 0.5 * (sum - difference));
  result.down_sea = std::max(0.0, 0.5 * (sum + difference));
  const double root_s = std::sqrt(s);
  result.strange = std::pow(s, 0.914) / std::pow(log_x, 1.798 - 0.596 * s) *
                   (1.0 + (-5.548 + 3.669 * root_s - 0.616 * s) * std::sqrt(x) +
                    (18.92 - 16.73 * root_s + 5.168 * s) * x) *
                   std::pow(1.0 - x, 6.379 - 0.350 * s + 0.142 * s2) *
                   std::exp(-(3.981 + 1.638 * s) + std::sqrt(6.402 * std::pow(s, 0.577) * log_x));
  result.strange = std::max(0.0, result.strange);
  return result;
}

}  // namespace wirebench::generator
