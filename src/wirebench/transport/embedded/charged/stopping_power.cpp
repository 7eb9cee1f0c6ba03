#include "wirebench/transport/embedded/charged/stopping_power.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "wirebench/transport/embedded/charged/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

using namespace constants;

struct TablePoint {
  double kinetic;   // MeV
  double stopping;  // MeV cm2/g
};
// Electronic stopping power of argon for protons. Source: NIST PSTAR (Berger et al., NISTIR 4999), after ICRU 49.
constexpr std::array<TablePoint, 60> k_pstar{{
    {0.001, 86.08},  {0.0015, 105.4}, {0.002, 121.7},  {0.0025, 136.1}, {0.003, 149.1}, {0.004, 172.2},  {0.005, 192.5},
    {0.006, 210.9},  {0.007, 227.7},  {0.008, 243.5},  {0.009, 258.2},  {0.01, 272.2},  {0.0125, 299.7}, {0.015, 323.5},
    {0.0175, 344.5}, {0.02, 363.3},   {0.0225, 380.2}, {0.025, 395.3},  {0.0275, 409},  {0.03, 421.4},   {0.035, 442.5},
    {0.04, 459.4},   {0.045, 472.8},  {0.05, 483.1},   {0.055, 490.7},  {0.06, 496},    {0.065, 499.2},  {0.07, 500.7},
    {0.075, 500.8},  {0.08, 499.5},   {0.085, 497.2},  {0.09, 494},     {0.095, 490},   {0.1, 485.5},    {0.125, 457.4},
    {0.15, 426.7},   {0.175, 397.7},  {0.2, 371.9},    {0.225, 349.5},  {0.25, 330.1},  {0.275, 313.2},  {0.3, 298.5},
    {0.35, 274.2},   {0.4, 254.9},    {0.45, 239},     {0.5, 225.6},    {0.55, 214.4},  {0.6, 204.7},    {0.65, 196.1},
    {0.7, 188.4},    {0.75, 181.3},   {0.8, 174.9},    {0.85, 168.9},   {0.9, 163.4},   {0.95, 158.2},   {1, 153.3},
    {1.25, 133},     {1.5, 118.2},    {1.75, 106.8},   {2, 97.72},
}};

constexpr double k_table_end = 2.0;      // MeV per proton mass
constexpr double k_formula_begin = 8.0;  // MeV per proton mass; the shell correction's series ends at beta gamma = 0.13

/// Proton stopping power, MeV/mm, up to k_table_end: linear in the logarithms, with velocity below the table.
double pstar_stopping(const LiquidArgon& argon, double kinetic) noexcept {
  const double to_linear = argon.density * 100.0;  // MeV cm2/g -> MeV/mm
  if (kinetic <= k_pstar.front().kinetic) {
    return to_linear * k_pstar.front().stopping * std::sqrt(kinetic / k_pstar.front().kinetic);
  }
  const auto* above = std::upper_bound(k_pstar.begin() + 1, k_pstar.end() - 1, kinetic,
                                       [](double t, const TablePoint& point) { return t < point.kinetic; });
  const TablePoint& low = *(above - 1);
  const double slope = std::log(above->stopping / low.stopping) / std::log(above->kinetic / low.kinetic);
  return to_linear * low.stopping * std::exp(slope * std::log(kinetic / low.kinetic));
}

struct Kinematics {
  double beta_squared, beta_gamma_squared, total_energy, largest;
};
Kinematics kinematics(double mass, double kinetic) noexcept {
  const double tau = kinetic / mass;
  const double beta_gamma_squared = tau * (tau + 2.0);
  return {beta_gamma_squared / ((tau + 1.0) * (tau + 1.0)), beta_gamma_squared, kinetic + mass,
          largest_transfer(mass, kinetic)};
}

/// Shell correction 2 C / Z. Source: W. H. Barkas, M. J. Berger, NASA SP-3013 (1964); ICRU 37, eq. 2.22. beta gamma >
/// 0.13.
double shell_correction(const LiquidArgon& argon, double beta_gamma_squared) noexcept {
  const double excitation = argon.mean_excitation * 1e6;  // eV
  const double y = 1.0 / beta_gamma_squared;
  const double second = 1e-6 * y * (0.422377 + y * (0.0304043 - 0.00038106 * y));
  const double third = 1e-9 * y * (3.858019 + y * (-0.1667989 + 0.00157955 * y));
  return 2.0 * excitation * excitation * (second + third * excitation) / LiquidArgon::charge_number;
}

/// Barkas (z^3) term 2 z L1 of distant and close collisions with oscillators of the mean excitation energy.
/// Source: J. Lindhard, Nucl. Instrum. Meth. 132 (1976) 1, eq. 15.
double barkas_correction(const LiquidArgon& argon, double charge, double beta_squared) noexcept {
  const double excitation = argon.mean_excitation / electron_mass;
  const double beta = std::sqrt(beta_squared);
  const double logarithm = std::log(2.0 * beta_squared / (1.7 * excitation));
  return 3.0 * std::numbers::pi * charge * fine_structure * excitation / (beta * beta_squared) *
         std::fmax(0.0, logarithm);
}

/// Bloch correction 2 L2, to the second power of z alpha / beta. Source: ICRU 49, eq. 2.5.
double bloch_correction(double charge, double beta_squared) noexcept {
  constexpr double k_zeta3 = 1.2020569;
  const double y_squared = charge * charge * fine_structure * fine_structure / beta_squared;
  return -2.0 * y_squared * k_zeta3;
}

/// Bethe's stopping number (times 2) with density effect and spin term but without the corrections at low velocity.
double bethe_number(const LiquidArgon& argon, const Projectile& projectile, const Kinematics& now) noexcept {
  const double transfer = 2.0 * electron_mass * now.beta_gamma_squared;
  double number = std::log(transfer / argon.mean_excitation * (now.largest / argon.mean_excitation)) -
                  2.0 * now.beta_squared - density_effect(argon, std::sqrt(now.beta_gamma_squared));
  if (projectile.spin_half) {
    const double share = now.largest / now.total_energy;
    number += 0.25 * share * share;
  }
  return number;
}

double unit(const LiquidArgon& argon, double charge, double beta_squared) noexcept {
  return two_pi_mc2_re2 * argon.electrons_per_mm3() * charge * charge / beta_squared;
}

/// Photons radiated in close collisions of muons, MeV/mm. Source: Groom, Mokhov, Striganov (2001), eq. 6.
double muon_radiative_correction(const LiquidArgon& argon, const Kinematics& now) noexcept {
  const double logarithm = std::log(2.0 * now.largest / electron_mass);
  if (logarithm <= 0.0) return 0.0;
  const double bracket = std::log(2.0 * now.total_energy / muon_mass) - logarithm / 3.0;
  return unit(argon, 1.0, 1.0) * fine_structure / (2.0 * std::numbers::pi) * std::fmax(0.0, bracket) * logarithm *
         logarithm;
}

double charge_fraction(const Projectile& projectile, double kinetic) noexcept {
  constexpr double k_atomic_mass_unit = 931.49410242;
  return std::abs(projectile.charge) > 1.5 ? helium_charge_fraction(kinetic * k_atomic_mass_unit / projectile.mass)
                                           : 1.0;
}

bool is_muon(double mass) noexcept {
  return std::abs(mass - muon_mass) < 0.1;
}

double corrected_bethe(const LiquidArgon& argon, const Projectile& projectile, double kinetic) noexcept {
  const Kinematics now = kinematics(projectile.mass, kinetic);
  const double number = bethe_number(argon, projectile, now) - shell_correction(argon, now.beta_gamma_squared) +
                        barkas_correction(argon, projectile.charge, now.beta_squared) +
                        bloch_correction(projectile.charge, now.beta_squared);
  const double radiative = is_muon(projectile.mass) ? muon_radiative_correction(argon, now) : 0.0;
  return charge_fraction(projectile, kinetic) * unit(argon, projectile.charge, now.beta_squared) * number + radiative;
}

double plain_bethe(const LiquidArgon& argon, const Projectile& projectile, double kinetic) noexcept {
  const Kinematics now = kinematics(projectile.mass, kinetic);
  return unit(argon, projectile.charge, now.beta_squared) * bethe_number(argon, projectile, now);
}

}  // namespace

double largest_transfer(double mass, double kinetic) noexcept {
  const double tau = kinetic / mass;
  const double ratio = electron_mass / mass;
  return 2.0 * electron_mass * tau * (tau + 2.0) / (1.0 + 2.0 * (tau + 1.0) * ratio + ratio * ratio);
}

double helium_charge_fraction(double kinetic_per_nucleon) noexcept {
  const double x = std::fmax(0.0, std::log(1e3 * kinetic_per_nucleon));
  const double exponent = 0.2865 + x * (0.1266 + x * (-0.001429 + x * (0.02402 + x * (-0.01135 + x * 0.001475))));
  const double bump = 1.0 + (0.007 + 0.00005 * LiquidArgon::charge_number) * std::exp(-(7.6 - x) * (7.6 - x));
  return -std::expm1(-std::fmin(exponent, 700.0)) * bump * bump;
}

double electronic_stopping(const LiquidArgon& argon, const Projectile& projectile, double kinetic) noexcept {
  const double to_proton = proton_mass / projectile.mass;
  const double equivalent = kinetic * to_proton;
  if (equivalent >= k_formula_begin) return corrected_bethe(argon, projectile, kinetic);
  const double charge_squared = projectile.charge * projectile.charge;
  if (equivalent <= k_table_end) {
    return charge_squared * charge_fraction(projectile, kinetic) * pstar_stopping(argon, equivalent);
  }
  // The corrections' share of Bethe's value goes from that of the table's end to that of the formula's begin.
  const double low = k_table_end / to_proton;
  const double high = k_formula_begin / to_proton;
  const double ratio_low = charge_squared * charge_fraction(projectile, low) * pstar_stopping(argon, k_table_end) /
                           plain_bethe(argon, projectile, low);
  const double ratio_high = corrected_bethe(argon, projectile, high) / plain_bethe(argon, projectile, high);
  const double position = std::log(equivalent / k_table_end) / std::log(k_formula_begin / k_table_end);
  return plain_bethe(argon, projectile, kinetic) * std::lerp(ratio_low, ratio_high, position);
}

}  // namespace wirebench::transport::embedded
