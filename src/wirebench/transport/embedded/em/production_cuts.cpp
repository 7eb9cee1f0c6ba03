#include "wirebench/transport/embedded/em/production_cuts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_lowest = 1.0e-3;  // MeV
constexpr double k_highest = 1.0e4;
constexpr int k_steps = 350;  // 50 a decade: the convention the numbers belong to
constexpr double k_z = LiquidArgon::charge_number;

enum class Sign { electron, positron };

/// Collision term, in units of 2 pi r_e^2 m c^2 an atom. `tau`: kinetic energy in electron masses.
double collision_term(Sign sign, double tau) noexcept {
  const double mean_excitation = 1.6e-5 * std::pow(k_z, 0.9) / k_electron_mass;
  const double t1 = tau + 1.0;
  const double t2 = tau + 2.0;
  const double beta_squared = tau * t2 / (t1 * t1);
  double f = 0.0;
  if (sign == Sign::electron) {
    f = 1.0 - beta_squared + std::log(0.5 * tau * tau) +
        (0.5 + 0.25 * tau * tau - (1.0 + 2.0 * tau) * std::numbers::ln2) / (t1 * t1);
  } else {
    f = 2.0 * std::log(tau) - (6.0 * tau + 1.5 * tau * tau - tau * (1.0 - tau * tau / 3.0) / t2 -
                               tau * tau * (0.5 - tau * tau / 12.0) / (t2 * t2)) /
                                  (t1 * t1);
  }
  return k_z * (std::log(2.0 * t2) - 2.0 * std::log(mean_excitation) + f) / beta_squared;
}

/// Approximate loss, MeV/mm.
double approximate_loss(const LiquidArgon& argon, Sign sign, double kinetic) noexcept {
  constexpr double k_slow = 0.01 / k_electron_mass;  // below 10 keV the loss is taken to go with 1 / sqrt(T)
  const double tau = kinetic / k_electron_mass;
  double term = collision_term(sign, std::max(tau, k_slow));
  if (tau < k_slow) {
    term *= std::sqrt(k_slow / tau);
  } else {
    const double beta_squared = tau * (tau + 2.0) / ((tau + 1.0) * (tau + 1.0));
    const double radiative = (0.02 - 5.7e-5 * k_z) * (1.0 + 0.072 * std::log(kinetic / 1000.0));
    term += k_z * (k_z + 1.0) * radiative * 0.1 * tau / beta_squared;
  }
  return 2.0 * std::numbers::pi * k_electron_mass * k_electron_radius * k_electron_radius * argon.atoms_per_mm3() *
         term;
}

/// Approximate absorption cross section of a photon, barn an atom.
double approximate_absorption(double energy) noexcept {
  const double log_z = std::log(k_z);
  const double z2 = k_z * k_z;
  const double minimum_at = 0.552 + 218.5 / k_z + 557.17 / z2;
  const double low = 0.2 * std::exp(-7.355 / std::sqrt(k_z));
  const double minimum = (0.01239 + 0.005585 * log_z - 0.000923 * log_z * log_z) * std::pow(k_z, 1.5);
  const double at_200_kev = (0.2651 - 0.1501 * log_z + 0.02283 * log_z * log_z) * z2;
  const auto below_200_kev = [&](double e) {
    const double x = std::log(0.2 / e);
    return at_200_kev * std::exp(0.042 * k_z * x * x);
  };
  if (energy < low) {
    const double exponent = std::log(300.0 * z2 / below_200_kev(low)) / std::log(low / 1.0e-3);
    return below_200_kev(low) * std::pow(low / energy, exponent);
  }
  if (energy < 0.2) return below_200_kev(energy);
  const double x = std::log(minimum_at / energy);
  if (energy < minimum_at) {
    const double x_200 = std::log(minimum_at / 0.2);
    return minimum * std::exp(std::log(at_200_kev / minimum) * x * x / (x_200 * x_200));
  }
  return minimum - (7.55e-5 - 0.0542e-5 * k_z) * z2 * k_z * x / std::log(100.0 / minimum_at);
}

/// Energy at which `length_at`, called with rising energies, reaches `range`.
template <class LengthAt>
double energy_at(double range, const LengthAt& length_at) noexcept {
  double previous_energy = 0.0;
  double previous_length = 0.0;
  for (int i = 0; i < k_steps; ++i) {
    const double energy = k_lowest * std::pow(k_highest / k_lowest, static_cast<double>(i) / k_steps);
    const double length = length_at(energy);
    if (length >= range && i > 0) {
      return previous_energy + (energy - previous_energy) * (range - previous_length) / (length - previous_length);
    }
    previous_energy = energy;
    previous_length = length;
  }
  return k_highest;
}

double charged_cut(const LiquidArgon& argon, Sign sign, double range) noexcept {
  double energy_before = 0.0;
  double loss_before = 0.0;
  double length = 0.0;
  double cut = energy_at(range, [&](double energy) {
    const double loss = approximate_loss(argon, sign, energy);
    length += 2.0 * (energy - energy_before) / (loss + loss_before);
    energy_before = energy;
    loss_before = loss;
    return length;
  });
  if (cut < 0.03) {                               // slow electrons wander: their range is less than their path
    constexpr double surface_density = 0.025e-3;  // 0.025 mm g/cm3, in g/mm2
    cut /= 1.0 + (1.0 - cut / 0.03) * surface_density / (range * argon.density);
  }
  return std::clamp(cut, k_lowest, k_highest);
}

}  // namespace

ProductionCuts production_cuts(const LiquidArgon& argon, Length range) noexcept {
  const double gamma = energy_at(range.value(), [&](double energy) {
    return 5.0 / (argon.atoms_per_mm3() * approximate_absorption(energy) * k_square_mm_per_barn);
  });
  return {charged_cut(argon, Sign::electron, range.value()), charged_cut(argon, Sign::positron, range.value()),
          std::clamp(gamma, k_lowest, k_highest)};
}

}  // namespace wirebench::transport::embedded
