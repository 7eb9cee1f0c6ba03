#include "wirebench/nuclear/cascade/scattering_angles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "wirebench/core/units.hpp"
#include "wirebench/nuclear/cascade/angle_tables.hpp"

namespace wirebench::nuclear::cascade {
namespace {

using detail::AngleTable;

double in_gev(double energy) noexcept {
  return energy / units::gigaelectronvolt.value();
}

/// The polynomials in the energy are not good for more than the tables' last energy.
constexpr double k_highest_gev = 13.0;
double polynomial_energy(double kinetic) noexcept {
  return std::fmin(in_gev(kinetic), k_highest_gev);
}

/// Cosine with the density exp(a cosine).
double sample_exponential(double a, RandomStream& random) noexcept {
  const double u = random.uniform();
  if (std::fabs(a) < 1.0e-6) return 2.0 * u - 1.0;
  // log(u e^a + (1 - u) e^-a) / a without overflow; e^-2a is what matters where a is large.
  const double cosine = 1.0 + std::log(u + (1.0 - u) * std::exp(-2.0 * a)) / a;
  return std::clamp(cosine, -1.0, 1.0);
}

double sample_table(const AngleTable& table, double energy, double momentum, RandomStream& random) noexcept {
  if (energy >= table.energies.back()) {
    return sample_exponential(2.0 * table.slope * momentum * momentum, random);
  }
  std::size_t upper = 1;
  while (energy >= table.energies[upper]) ++upper;
  const double fraction = (energy - table.energies[upper - 1]) / (table.energies[upper] - table.energies[upper - 1]);
  const auto& low = table.cumulative[upper - 1];
  const auto& high = table.cumulative[upper];
  const double u = random.uniform();
  double below = 0.0;
  for (std::size_t i = 1; i < low.size(); ++i) {
    const double above = std::lerp(low[i], high[i], fraction);
    if (u < above) {
      return std::lerp(detail::k_cosines[i - 1], detail::k_cosines[i], (u - below) / (above - below));
    }
    below = above;
  }
  return 1.0;
}

/// Two exponentials, one for cosines above `edge` (the share `share`), one below, by kinetic energy in GeV.
template <std::size_t N>
struct Exponentials {
  std::array<double, N> energies;
  std::array<double, N> share;
  std::array<double, N> slope;        // 1/GeV2, above the edge
  std::array<double, N> other_slope;  // below
  std::array<double, N> edge;
};

constexpr Exponentials<9> k_baryons{{0.0, 0.44, 0.59, 0.80, 1.00, 2.24, 4.40, 6.15, 10.00},
                                    {1.0, 1.0, 0.4898, 0.7243, 0.7990, 0.8892, 0.8493, 0.9583, 1.0},
                                    {0.0, 0.34, 2.51, 4.59, 4.2, 5.61, 6.38, 7.93, 8.7},
                                    {0.0, 0.0, 1.21, 1.54, 1.88, 1.24, 1.91, 4.04, 8.7},
                                    {-1.0, -1.0, 0.4226, 0.4226, 0.4384, 0.7193, 0.8788, 0.9164, 0.95}};
constexpr std::array<double, 10> k_meson_energies{0.0, 0.062, 0.12, 0.217, 0.533, 0.873, 1.34, 2.86, 5.86, 10.0};
// K+ p, K0bar p and mirrors.
constexpr Exponentials<10> k_kaons{k_meson_energies,
                                   {0.0, 0.0, 0.2980, 0.7196, 0.9812, 0.8363, 0.5602, 0.9601, 0.9901, 1.0},
                                   {0.0, 0.0, 27.58, 19.83, 6.46, 4.59, 6.47, 6.68, 6.43, 6.7},
                                   {0.0, -26.4, -30.55, -19.42, -5.05, -5.24, -1.00, 2.14, 2.9, 6.7},
                                   {1.0, 1.0, 0.174, -0.174, -0.7, -0.295, 0.5, 0.732, 0.837, 0.89}};
// K- p, K0 p and mirrors.
constexpr Exponentials<10> k_other_kaons{k_meson_energies,
                                         {1.0, 1.0, 0.6918, 0.6419, 0.7821, 0.6542, 0.8382, 0.9722, 0.9784, 1.0},
                                         {0.0, 27.08, 19.32, 9.92, 7.74, 9.86, 5.51, 7.25, 7.23, 7.3},
                                         {0.0, 0.0, -19.49, -15.78, -9.78, -2.74, -1.16, 2.31, 2.96, 7.3},
                                         {-1.0, -1.0, -0.235, -0.259, -0.276, 0.336, 0.250, 0.732, 0.875, 0.9}};
// Other particles out than in: strangeness production and exchange.
constexpr Exponentials<10> k_conversion{k_meson_energies,
                                        {0.0, 0.0, 0.1156, 0.5832, 0.8125, 0.3357, 0.3269, 0.7765, 0.8633, 1.0},
                                        {0.0, 0.0, 2.48, 7.93, 10.0, 9.78, 5.08, 8.13, 8.13, 8.13},
                                        {0.0, -39.58, -12.55, -4.38, 1.81, -1.99, -0.33, 1.2, 1.43, 8.13},
                                        {1.0, 1.0, 0.604, -0.033, 0.25, 0.55, 0.65, 0.80, 0.916, 0.916}};

template <std::size_t N>
double sample_exponentials(const Exponentials<N>& e, double energy, double momentum, RandomStream& random) noexcept {
  std::size_t upper = 1;
  while (upper + 1 < N && energy > e.energies[upper]) ++upper;
  const double fraction =
      std::clamp((energy - e.energies[upper - 1]) / (e.energies[upper] - e.energies[upper - 1]), 0.0, 1.0);
  const auto at = [&](const std::array<double, N>& values) {
    return std::lerp(values[upper - 1], values[upper], fraction);
  };
  const double edge = std::clamp(at(e.edge), -1.0, 1.0);
  const bool above = random.uniform() < at(e.share);
  const double a = 2.0 * momentum * momentum * at(above ? e.slope : e.other_slope);
  const double low = above ? edge : -1.0;
  const double high = above ? 1.0 : edge;
  const double half = 0.5 * (high - low);
  return 0.5 * (low + high) + half * sample_exponential(a * half, random);
}

bool among(Hadron h, std::initializer_list<Hadron> list) noexcept {
  return std::ranges::find(list, h) != list.end();
}

using Powers = std::array<std::array<double, 4>, 4>;

/// Coefficients of powers of the energy (GeV), for each power of the random number: for a nucleon and for another
/// product.
constexpr std::array<Powers, 2> k_angles_of_hadrons{{{{{0.1729, -0.145, 0.0454, -0.0048},
                                                       {7.108, -13.032, 8.3515, -1.4095},
                                                       {-17.961, 41.781, -30.26, 5.3505},
                                                       {16.403, -40.799, 32.882, -6.0946}}},
                                                     {{{0.0376, 0.2383, -0.1541, 0.025},
                                                       {1.4331, 1.8253, -1.5201, 0.3059},
                                                       {-3.135, 1.7648, -1.5692, 0.3252},
                                                       {6.4864, -16.735, 17.185, -3.5277}}}}};
constexpr std::array<Powers, 2> k_angles_of_nucleons{{{{{0.0856, 0.0543, -0.0511, 0.0075},
                                                        {5.039, -9.2324, 4.6003, -0.6253},
                                                        {-13.782, 36.397, -20.534, 2.9159},
                                                        {14.661, -42.962, 27.731, -4.1101}}},
                                                      {{{0.0716, 0.0926, -0.0515, 0.0058},
                                                        {3.096, -3.2186, 0.8989, -0.0017},
                                                        {-11.125, 20.273, -7.5084, 0.7022},
                                                        {18.13, -33.245, 13.188, -1.4854}}}}};
constexpr std::array<Powers, 2> k_momenta_of_hadrons{{{{{1.9439, -0.3464, 0.0271, -0.0007},
                                                        {-4.6268, 1.1093, -0.1164, 0.0051},
                                                        {9.7879, -1.9313, 0.2697, -0.015},
                                                        {-9.6074, 1.7064, -0.3185, 0.0196}}},
                                                      {{{1.8693, -0.4996, 0.0462, -0.0013},
                                                        {-5.5678, 1.7874, -0.1854, 0.0058},
                                                        {14.795, -4.133, 0.4531, -0.0146},
                                                        {-16.903, 3.8393, -0.4627, 0.0156}}}}};
constexpr std::array<Powers, 2> k_momenta_of_nucleons{{{{{1.6208, -0.2009, 0.0126, -0.0002},
                                                         {-4.3139, 1.3641, -0.0835, 0.0014},
                                                         {12.291, -3.403, 0.186, -0.0024},
                                                         {-15.288, 3.8559, -0.2004, 0.0022}}},
                                                       {{{1.2419, -0.244, 0.0157, -0.0003},
                                                         {-4.3633, 1.3158, -0.0826, 0.0014},
                                                         {13.743, -3.5691, 0.2143, -0.0034},
                                                         {-18.592, 4.3867, -0.2585, 0.0039}}}}};
/// Scale of the momentum (GeV), powers of the energy.
using Scale = std::array<double, 3>;
constexpr std::array<Scale, 2> k_scale_of_hadrons{{{0.1491, 0.385, -0.0128}, {0.1802, 0.3302, -0.0094}}};
constexpr std::array<Scale, 2> k_scale_of_nucleons{{{0.6296, 0.1787, -0.0026}, {0.8381, 0.0086, 0.0033}}};

double polynomial(const std::array<double, 4>& c, double x) noexcept {
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

/// sqrt(s) (P(s) + (1 - P(1)) s^4) of a uniform s: 0 to 1 for well-behaved coefficients.
double sample_powers(const Powers& powers, double energy, RandomStream& random) noexcept {
  std::array<double, 4> c{};
  std::ranges::transform(powers, c.begin(), [energy](const auto& p) { return polynomial(p, energy); });
  const double s = random.uniform();
  return std::sqrt(s) * (polynomial(c, s) + (1.0 - polynomial(c, 1.0)) * s * s * s * s);
}

}  // namespace

double sample_two_body_cosine(Hadron projectile, Hadron nucleon, Hadron first, Hadron second, double kinetic,
                              double momentum, RandomStream& random) noexcept {
  const double energy = in_gev(kinetic);
  const double p = in_gev(momentum);
  if (is_nucleon(projectile)) {
    return sample_table(projectile == nucleon ? detail::k_proton_proton : detail::k_neutron_proton, energy, p, random);
  }
  const Hadron h = nucleon == Hadron::p ? projectile : mirror(projectile);
  const bool elastic = (first == projectile && second == nucleon) || (first == nucleon && second == projectile);
  if (is_pion(projectile) && (is_nucleon(first) || is_nucleon(second)) && (is_pion(first) || is_pion(second))) {
    if (!elastic) return sample_table(detail::k_pion_charge_exchange, energy, p, random);
    if (h == Hadron::pip) return sample_table(detail::k_pi_plus_proton, energy, p, random);
    if (h == Hadron::pim) return sample_table(detail::k_pi_minus_proton, energy, p, random);
    return sample_table(detail::k_pi_zero_proton, energy, p, random);
  }
  if (is_hyperon(projectile) || is_antinucleon(projectile)) return sample_exponentials(k_baryons, energy, p, random);
  if (!elastic) return sample_exponentials(k_conversion, energy, p, random);
  return among(h, {Hadron::kp, Hadron::k0b}) ? sample_exponentials(k_kaons, energy, p, random)
                                             : sample_exponentials(k_other_kaons, energy, p, random);
}

double sample_three_body_cosine(bool nucleons_collide, Hadron product, double kinetic, RandomStream& random) noexcept {
  const auto& powers = nucleons_collide ? k_angles_of_nucleons : k_angles_of_hadrons;
  constexpr int most_tries = 100;  // the polynomials are not bounded everywhere
  for (int i = 0; i < most_tries; ++i) {
    const double s = sample_powers(powers[is_nucleon(product) ? 0 : 1], polynomial_energy(kinetic), random);
    if (s >= 0.0 && s <= 1.0) return 2.0 * s - 1.0;
  }
  return random.uniform(-1.0, 1.0);
}

double sample_momentum(bool nucleons_collide, Hadron product, double kinetic, RandomStream& random) noexcept {
  const std::size_t kind = is_nucleon(product) ? 0 : 1;
  const double energy = polynomial_energy(kinetic);
  const Scale& c = nucleons_collide ? k_scale_of_nucleons[kind] : k_scale_of_hadrons[kind];
  const double scale = c[0] + energy * (c[1] + energy * c[2]);
  const double s =
      sample_powers(nucleons_collide ? k_momenta_of_nucleons[kind] : k_momenta_of_hadrons[kind], energy, random);
  return units::gigaelectronvolt.value() * std::fabs(scale * s);
}

double sample_many_body_cosine(Hadron product, double momentum, RandomStream& random) noexcept {
  const double range = is_nucleon(product) ? 0.36 : 0.25;  // GeV
  return sample_exponential(3.0 * in_gev(momentum) / range, random);
}

}  // namespace wirebench::nuclear::cascade
