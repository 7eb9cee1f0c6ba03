#include "wirebench/transport/embedded/charged/straggling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/transport/embedded/charged/coarse_uniform.hpp"
#include "wirebench/transport/embedded/charged/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

using namespace constants;

// Electrons of argon by shell: share of all, mean binding energy (MeV).
// Source: X-ray data booklet (LBNL/PUB-490), table 1-1.
struct Shell {
  double share;
  double binding;
};
constexpr std::array<Shell, 3> k_shells{{{2.0 / 18.0, 3.206e-3}, {8.0 / 18.0, 0.27e-3}, {8.0 / 18.0, 0.020e-3}}};

constexpr double k_collisions = 4.0;                       // drawn one by one in a step, about
constexpr double k_exp_collisions = 0.018315638888734179;  // exp(-k_collisions)
constexpr double k_many = 30.0;                            // xi / largest transfer above which no collision stands out
constexpr double k_smallest_limit = 0.5e-3;                // MeV: collisions below are not those of free electrons

/// Variance per xi that binding adds to that of free electrons, MeV.
/// Source: Shulek et al. (1967), quoted in Bichsel, Rev. Mod. Phys. 60 (1988) 663, sec. VII.
double binding_variance(double beta_squared) noexcept {
  const double log_transfer = std::log(2.0 * electron_mass * beta_squared);
  // ln of the binding energies, above.
  constexpr std::array<double, 3> k_log_binding{-5.742720, -8.217089, -10.819778};
  double sum = 0.0;
  for (std::size_t i = 0; i < k_shells.size(); ++i) {
    sum += k_shells[i].share * k_shells[i].binding * std::max(0.0, log_transfer - k_log_binding[i]);
  }
  return 8.0 / 3.0 * sum;
}

/// Gamma distribution. Source: Marsaglia, Tsang, ACM Trans. Math. Softw. 26 (2000) 363.
double sample_gamma(double shape, RandomStream& random) noexcept {
  if (shape < 1.0) {
    const double boost = std::pow(coarse_uniform(random), 1.0 / shape);
    return boost > 0.0 ? boost * sample_gamma(shape + 1.0, random) : 0.0;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = random.normal();
    const double v = 1.0 + c * x;
    if (v <= 0.0) continue;
    const double cube = v * v * v;
    const double u = coarse_uniform(random);
    if (std::log(u) < 0.5 * x * x + d - d * cube + d * std::log(cube)) return d * cube;
  }
}

/// Non-negative number with the given mean and variance; its skewness is `skewness` where that leaves it positive.
double sample_sum(double mean, double variance, double skewness, RandomStream& random) noexcept {
  if (mean <= 0.0) return 0.0;
  if (variance < 0.0625 * mean * mean) {  // four standard deviations above zero
    // Cornish-Fisher expansion to the first order.
    const double z = random.normal();
    return std::max(0.0, mean + std::sqrt(variance) * (z + skewness / 6.0 * (z * z - 1.0)));
  }
  const double shape = mean * mean / variance;
  return sample_gamma(shape, random) * (mean / shape);
}

std::uint32_t sample_poisson(double mean, double exp_minus_mean, RandomStream& random) noexcept {
  double left = coarse_uniform(random);
  double term = exp_minus_mean;
  std::uint32_t n = 0;
  while (left >= term && n < 100) {
    left -= term;
    ++n;
    term *= mean / n;
  }
  return n;
}

/// Collisions with transfers E up to `largest`: `strength` dE / E^2 (1 - `fall` E), and variance that is not theirs.
struct Collisions {
  double strength;        // MeV
  double fall;            // 1/MeV
  double extra_variance;  // MeV2
  bool thick;             // no collision stands out
};

Collisions vavilov_collisions(double xi, double fall, double beta_squared, double largest) noexcept {
  return {xi, fall, xi * binding_variance(beta_squared), xi > k_many * largest};
}

Collisions urban_collisions(const LiquidArgon& argon, double mean_loss, double largest) noexcept {
  constexpr double k_ionization_share = 0.56;
  constexpr double k_smallest_transfer = 10.0e-6;  // MeV
  constexpr double k_width = 4.0;                  // of an excitation, in units of the mean excitation energy
  constexpr double k_few_excitations = 42.0;       // below, they are narrower
  if (largest <= argon.mean_excitation) {
    return {mean_loss / std::log(std::max(2.0, largest / k_smallest_transfer)), 0.0, 0.0, false};
  }
  const double excitation_loss = (1.0 - k_ionization_share) * mean_loss;
  const double excitations = excitation_loss / argon.mean_excitation;
  const double width =
      excitations >= k_few_excitations ? k_width : 0.1 + (k_width - 0.1) * std::sqrt(excitations / k_few_excitations);
  return {k_ionization_share * mean_loss / std::log(largest / k_smallest_transfer), 0.0,
          excitation_loss * argon.mean_excitation * width, false};
}

}  // namespace

double sample_loss(const LiquidArgon& argon, double mass, double charge, double kinetic, double mean_loss,
                   double length, double largest_transfer, RandomStream& random, StragglingModel model) noexcept {
  if (mean_loss >= kinetic) return kinetic;
  if (mean_loss <= 0.0 || length <= 0.0) return 0.0;

  const double total = kinetic + mass;
  const double beta_squared = kinetic * (kinetic + 2.0 * mass) / (total * total);
  const double xi = two_pi_mc2_re2 * argon.electrons_per_mm3() * charge * charge * length / beta_squared;
  // beta^2 / Tmax of the cross section; an electron can lose half its energy (the faster one is the primary).
  const bool heavy = mass > 2.0 * electron_mass;
  double fall = 0.0;
  if (heavy) {
    const double tau = kinetic / mass;
    const double ratio = electron_mass / mass;
    fall = (1.0 + 2.0 * (tau + 1.0) * ratio + ratio * ratio) / (2.0 * electron_mass * (tau + 1.0) * (tau + 1.0));
  } else {
    fall = 2.0 * beta_squared / kinetic;
  }
  // Urban's condition for Bohr's Gaussian: ten of the hardest collisions, none of them much harder than drawn here.
  const bool bohr = heavy && mean_loss >= 10.0 * largest_transfer && beta_squared <= 2.0 * largest_transfer * fall;
  const Collisions collisions = bohr ? Collisions{xi, fall, 0.0, true}
                                : model == StragglingModel::urban
                                    ? urban_collisions(argon, mean_loss, largest_transfer)
                                    : vavilov_collisions(xi, fall, beta_squared, largest_transfer);

  const double strength = collisions.strength;
  double loss = 0.0;
  double limit = largest_transfer;
  double drawn_mean = 0.0;
  if (!collisions.thick && largest_transfer > k_smallest_limit) {
    limit = largest_transfer * strength / (strength + k_collisions * largest_transfer);
    double count = k_collisions;
    double exp_count = k_exp_collisions;
    if (limit < k_smallest_limit) {
      limit = k_smallest_limit;
      count = strength * (1.0 / limit - 1.0 / largest_transfer);
      exp_count = std::exp(-count);
    }
    drawn_mean = strength * (std::log(largest_transfer / limit) - collisions.fall * (largest_transfer - limit));
    if (drawn_mean < mean_loss) {
      const double inverse_limit = 1.0 / limit;
      const double inverse_span = inverse_limit - 1.0 / largest_transfer;
      for (std::uint32_t n = sample_poisson(count, exp_count, random); n > 0; --n) {
        const double transfer = 1.0 / (inverse_limit - coarse_uniform(random) * inverse_span);
        if (collisions.fall == 0.0 || coarse_uniform(random) >= collisions.fall * transfer) loss += transfer;
      }
    } else {  // not the loss of a particle of this energy: fluctuate it as a whole
      limit = largest_transfer;
      drawn_mean = 0.0;
    }
  }
  const double variance = strength * limit * (1.0 - 0.5 * collisions.fall * limit) + collisions.extra_variance;
  const double skewness = 0.5 * strength * limit * limit / (variance * std::sqrt(variance));
  loss += sample_sum(mean_loss - drawn_mean, variance, skewness, random);
  return std::min(loss, kinetic);
}

}  // namespace wirebench::transport::embedded
