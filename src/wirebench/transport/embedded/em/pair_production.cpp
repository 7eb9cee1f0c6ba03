#include "wirebench/transport/embedded/em/pair_production.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/em/emission_angle.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_z = LiquidArgon::charge_number;

/// 3 phi1 - phi2 and (3 phi1 + phi2) / 2 of the screening variable.
double screening_difference(double delta) noexcept {
  return delta > 1.4 ? 42.038 - 8.29 * std::log(delta + 0.958) : 42.184 - delta * (7.444 - 1.623 * delta);
}
double screening_mean(double delta) noexcept {
  return delta > 1.4 ? 42.038 - 8.29 * std::log(delta + 0.958) : 41.326 - delta * (5.848 - 0.902 * delta);
}

struct AtomTerms {
  double screening_scale = 136.0 / std::cbrt(k_z);
  double plain = 8.0 / 3.0 * std::log(k_z);
  double corrected = plain;
  AtomTerms() noexcept {
    const double a2 = k_fine_structure * k_fine_structure * k_z * k_z;
    corrected += 8.0 * a2 * (1.0 / (1.0 + a2) + 0.20206 - a2 * (0.0369 - a2 * (0.0083 - a2 * 0.002)));
  }
};

/// The smaller share of the energy, 0 to 1/2.
double sample_share(double energy, RandomStream& random) noexcept {
  static const AtomTerms atom;
  const double least_share = k_electron_mass / energy;
  if (energy < 2.0) return random.uniform(least_share, 0.5);
  const double offset = energy > 50.0 ? atom.corrected : atom.plain;
  const double delta_factor = atom.screening_scale * least_share;
  const double delta_least = 4.0 * delta_factor;
  // Beyond this delta the cross section would be negative.
  const double delta_most = std::exp((42.038 - offset) / 8.29) - 0.958;
  const double positive_from = 0.5 - 0.5 * std::sqrt(std::max(0.0, 1.0 - delta_least / delta_most));
  const double from = std::max(least_share, positive_from);
  const double width = 0.5 - from;
  const double first = std::max(0.0, screening_difference(delta_least) - offset);
  const double second = std::max(0.0, screening_mean(delta_least) - offset);
  const double first_weight = first * width * width;
  const double all_weight = first_weight + 1.5 * second;
  for (;;) {
    if (random.uniform() * all_weight < first_weight) {
      const double share = 0.5 - width * std::cbrt(random.uniform());
      if (random.uniform() * first <= screening_difference(delta_factor / (share * (1.0 - share))) - offset)
        return share;
    } else {
      const double share = from + width * random.uniform();
      if (random.uniform() * second <= screening_mean(delta_factor / (share * (1.0 - share))) - offset) return share;
    }
  }
}

}  // namespace

ElectronPair sample_pair(double energy, RandomStream& random) noexcept {
  const double share = sample_share(energy, random);
  const double one = std::max(0.0, share * energy - k_electron_mass);
  const double other = std::max(0.0, energy - 2.0 * k_electron_mass - one);
  const bool electron_is_slower = random.uniform() < 0.5;
  ElectronPair pair;
  pair.electron_kinetic = electron_is_slower ? one : other;
  pair.positron_kinetic = electron_is_slower ? other : one;
  const double phi = 2.0 * std::numbers::pi * random.uniform();
  pair.electron_direction = direction(sample_emission_cosine(pair.electron_kinetic, random), phi);
  pair.positron_direction = direction(sample_emission_cosine(pair.positron_kinetic, random), phi + std::numbers::pi);
  return pair;
}

}  // namespace wirebench::transport::embedded
