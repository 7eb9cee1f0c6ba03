#include "wirebench/generator/resonance.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

constexpr double square(double x) noexcept {
  return x * x;
}

constexpr double k_omega = 1.05;  // GeV2, spacing of the quark oscillator
constexpr double k_zeta = 0.75;   // renormalisation of the axial current

/// Amplitudes of table II of Rein and Sehgal for the charged current, without signs that do not matter when resonances
/// do not interfere. With lambda the oscillator's dimensionless momentum and N the resonance's quanta:
/// helicity 1/2: t1 lambda^(N-1) T + r1 lambda^N R; helicity 3/2: t3 lambda^(N-1) T + r3 lambda^N R;
/// scalar: s lambda^N S, and c (lambda^N C - m lambda^(N-1) B), which add up in squares.
struct Amplitudes {
  double t1, r1, t3, r3, s, c, m;
};

/// How the neutral current differs: T -> T + t xi T_V, R -> R + r xi R_V, S -> (1 - s xi) S with xi = sin2 theta_W.
struct Mixing {
  double t, r, s;
};

struct Entry {
  Amplitudes charged;
  Mixing proton;
  Mixing neutron;
};

constexpr std::array<Resonance, k_resonance_count> k_resonances{{
    {"Delta(1232)", 1.232, 0.117, 1, 0, 3, 1.00, 0.00},
    {"N(1440)", 1.440, 0.350, 1, 2, 1, 0.65, 0.00},
    {"N(1520)", 1.520, 0.115, 2, 1, 1, 0.60, 0.00},
    {"N(1535)", 1.535, 0.150, 0, 1, 1, 0.45, 0.42},
    {"Delta(1600)", 1.600, 0.320, 1, 2, 3, 0.15, 0.00},
    {"Delta(1620)", 1.630, 0.145, 0, 1, 3, 0.25, 0.00},
    {"N(1650)", 1.655, 0.165, 0, 1, 1, 0.70, 0.15},
    {"N(1675)", 1.675, 0.150, 2, 1, 1, 0.40, 0.00},
    {"N(1680)", 1.685, 0.130, 3, 2, 1, 0.65, 0.00},
    {"N(1700)", 1.700, 0.100, 2, 1, 1, 0.12, 0.00},
    {"Delta(1700)", 1.700, 0.300, 2, 1, 3, 0.15, 0.00},
    {"N(1720)", 1.720, 0.200, 1, 2, 1, 0.15, 0.05},
}};

const std::array<Entry, k_resonance_count>& entries() noexcept {
  using std::sqrt;
  constexpr Mixing delta{2.0, 2.0, 2.0};
  static const std::array<Entry, k_resonance_count> table{{
      {{0, sqrt(2.0), 0, sqrt(6.0), 0, 2 * sqrt(2.0), 0}, delta, delta},
      {{0, 5 * sqrt(3.0) / 6, 0, 0, sqrt(0.75), 5 * sqrt(3.0) / 6, 2}, {0, 2.4, 4}, {0, 1.6, 0}},
      {{sqrt(6.0), -4 / sqrt(3.0), 6 / sqrt(2.0), 0, 2 * sqrt(3.0), 4 / sqrt(3.0), 0}, {2, 3, 2}, {2, 1, 2}},
      {{2 * sqrt(3.0), 4 / sqrt(6.0), 0, 0, sqrt(6.0), 2 * sqrt(2.0 / 3), 3}, {2, 3, 2}, {2, 1, 2}},
      {{0, sqrt(1.0 / 6), 0, sqrt(0.5), 0, sqrt(2.0 / 3), 2}, delta, delta},
      {{-sqrt(3.0), 1 / sqrt(6.0), 0, 0, sqrt(1.5), 1 / sqrt(6.0), 3}, delta, delta},
      {{0, 1 / sqrt(6.0), 0, 0, 0, sqrt(2.0 / 3), 3}, {0, 0, 0}, {0, 4, 0}},
      {{0, sqrt(0.3), 0, sqrt(0.6), 0, sqrt(1.2), 0}, {0, 0, 0}, {0, 4, 0}},
      {{-3 / sqrt(5.0), sqrt(2.5), sqrt(3.6), 0, sqrt(0.9), sqrt(2.5), 0}, {4, 2.4, 4}, {0, 1.6, 0}},
      {{0, 1 / sqrt(30.0), 0, 3 / sqrt(10.0), 0, sqrt(2.0 / 15), 0}, {0, 0, 0}, {0, 4, 0}},
      {{sqrt(1.5), 1 / sqrt(3.0), 3 / sqrt(2.0), 0, sqrt(3.0), 1 / sqrt(3.0), 0}, delta, delta},
      {{sqrt(2.7), sqrt(5.0 / 3), 3 / sqrt(10.0), 0, sqrt(0.6), sqrt(5.0 / 3), 5}, {4, 2.4, 4}, {0, 1.6, 0}},
  }};
  return table;
}

/// x to a small power.
constexpr double power_of(double x, int exponent) noexcept {
  double result = 1.0;
  for (; exponent > 0; --exponent) result *= x;
  return result;
}

/// Momentum of the decay of mass w into nucleon and pion; 0 below threshold.
double decay_momentum(double w) noexcept {
  const double sum = weak::k_nucleon_mass + weak::k_pion_mass;
  const double difference = weak::k_nucleon_mass - weak::k_pion_mass;
  const double product = (w * w - sum * sum) * (w * w - difference * difference);
  return product > 0.0 ? std::sqrt(product) / (2.0 * w) : 0.0;
}

/// Breit-Wigner with the threshold behaviour of the decay in the width, 1/GeV, not yet normalised.
double line_shape(const Resonance& r, double w) noexcept {
  const double width = r.width * power_of(decay_momentum(w) / decay_momentum(r.mass), 2 * r.orbital + 1);
  return width / (2.0 * std::numbers::pi * (square(w - r.mass) + 0.25 * width * width));
}

/// Widths above its mass up to which a resonance is followed: the growing width makes the tail diverge.
double reach(const Resonance& r) noexcept {
  return r.quanta == 0 ? 6.0 : r.quanta == 2 ? 2.0 : 4.0;
}

/// Integral of each line shape over the masses it is followed to.
const std::array<double, k_resonance_count>& line_norms() noexcept {
  static const std::array<double, k_resonance_count> norms = [] {
    std::array<double, k_resonance_count> result{};
    for (std::size_t i = 0; i < k_resonance_count; ++i) {
      const Resonance& r = k_resonances[i];
      const double low = weak::k_nucleon_mass + weak::k_pion_mass;
      const double high = r.mass + reach(r) * r.width;
      constexpr int steps = 4000;
      for (int k = 0; k < steps; ++k) {
        result[i] += line_shape(r, low + (k + 0.5) * (high - low) / steps) * (high - low) / steps;
      }
    }
    return result;
  }();
  return norms;
}

}  // namespace

const std::array<Resonance, k_resonance_count>& resonances() noexcept {
  return k_resonances;
}

std::array<double, k_resonance_count> resonance_cross_sections(const Probe& probe, Nucleon nucleon, double energy_gev,
                                                               double w_gev, double q2_gev2) noexcept {
  std::array<double, k_resonance_count> result{};
  constexpr double mass = weak::k_nucleon_mass;
  if (w_gev >= weak::k_resonance_limit || w_gev <= mass + weak::k_pion_mass) return result;
  const LeptonVertex vertex{energy_gev, mass, probe.lepton_mass_gev()};
  const auto limits = vertex.q2_limits(w_gev);
  if (!limits || q2_gev2 < limits->low || q2_gev2 > limits->high || q2_gev2 <= 0.0) return result;

  // Kinematics of section 2 of the paper: nu and Q in the laboratory, u and v the neutrino's projections.
  const double nu = vertex.energy_transfer(w_gev, q2_gev2);
  const double q_lab = std::sqrt(nu * nu + q2_gev2);
  const double u = (2.0 * energy_gev - nu + q_lab) / (2.0 * energy_gev);
  const double v = (2.0 * energy_gev - nu - q_lab) / (2.0 * energy_gev);
  const double d = square(w_gev + mass) + q2_gev2;
  const double root = std::sqrt(2.0 / k_omega);
  const double q_rest = mass * q_lab / w_gev;
  const double lambda = root * q_rest;
  const double vector_dipole = 1.0 / square(1.0 + q2_gev2 / square(weak::k_vector_mass));
  const double axial_dipole = 1.0 / square(1.0 + q2_gev2 / square(weak::k_axial_mass_resonance));
  const double base = 1.0 + q2_gev2 / (4.0 * square(mass));
  const double root_base = std::sqrt(base);
  const double w2 = w_gev * w_gev;

  const double coupling = square(weak::k_fermi_constant) * (probe.charged() ? square(weak::k_vud) : 1.0);
  const double sigma0 = coupling / (8.0 * std::numbers::pi) * q2_gev2 / square(q_lab) * w_gev / mass;
  const double transverse = w_gev / mass;
  const double longitudinal = mass / w_gev * square(q_lab) / q2_gev2;
  const double u2 = probe.antineutrino() ? v * v : u * u;
  const double v2 = probe.antineutrino() ? u * u : v * v;
  const double xi = probe.charged() ? 0.0 : weak::k_sin2_weinberg;
  // Delta++ and Delta-: three times the rate of the states in the middle of the multiplet; no isospin 1/2 there.
  const bool edge = probe.charged() && (nucleon == Nucleon::proton) != probe.antineutrino();

  for (std::size_t i = 0; i < k_resonance_count; ++i) {
    const Resonance& r = k_resonances[i];
    const bool delta = r.twice_isospin == 3;
    if (edge && !delta) continue;
    if (w_gev > r.mass + reach(r) * r.width) continue;
    const Entry& entry = entries()[i];
    const Amplitudes& a = entry.charged;
    const Mixing& mixing = nucleon == Nucleon::proton ? entry.proton : entry.neutron;

    const double n_omega = r.quanta * k_omega;
    const double form = root_base / power_of(base, r.quanta);
    const double gv = form * vector_dipole;
    const double ga = form * axial_dipole;
    const double t_vector = gv / (3.0 * w_gev * root);
    const double r_vector = std::numbers::sqrt2 * q_rest * (w_gev + mass) * gv / d;
    const double scalar =
        q2_gev2 / square(q_lab) * (3.0 * w_gev * mass - q2_gev2 - mass * mass) * gv / (6.0 * mass * mass);
    const double t_axial = 2.0 / 3.0 * k_zeta / root * q_rest * ga / d;
    const double r_axial = std::numbers::sqrt2 / 6.0 * k_zeta * ga / w_gev * (w_gev + mass + 2.0 * n_omega * w_gev / d);
    const double excess = w2 - mass * mass - q2_gev2;
    const double b = k_zeta / (3.0 * w_gev * root) * (1.0 + excess / d) * ga;
    const double c = k_zeta / (6.0 * q_lab) * (w2 - mass * mass + n_omega * excess / d) * ga / mass;

    const double power = power_of(lambda, r.quanta);
    const double lower = r.quanta > 0 ? power / lambda : 0.0;
    const double t_plus = (t_vector + t_axial - mixing.t * xi * t_vector) * lower;
    const double t_minus = (t_vector - t_axial - mixing.t * xi * t_vector) * lower;
    const double r_plus = (r_vector + r_axial - mixing.r * xi * r_vector) * power;
    const double r_minus = (r_vector - r_axial - mixing.r * xi * r_vector) * power;
    const double left = square(a.t1 * t_plus + a.r1 * r_plus) + square(a.t3 * t_plus + a.r3 * r_plus);
    const double right = square(a.t1 * t_minus + a.r1 * r_minus) + square(a.t3 * t_minus + a.r3 * r_minus);
    const double middle =
        2.0 * (square(a.s * power * scalar * (1.0 - mixing.s * xi)) + square(a.c * (power * c - a.m * lower * b)));
    double sum = transverse * (v2 * right + u2 * left) + 2.0 * u * v * longitudinal * middle;
    if (edge) sum *= 3.0;
    if (!probe.charged() && !delta) sum *= 0.25;  // table II: half the charged amplitude
    result[i] = std::fmax(0.0, sigma0 * sum) * line_shape(r, w_gev) / line_norms()[i] * weak::k_cross_section_unit;
  }
  return result;
}

double resonance_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                               double q2_gev2) noexcept {
  const auto parts = resonance_cross_sections(probe, nucleon, energy_gev, w_gev, q2_gev2);
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

}  // namespace wirebench::generator
