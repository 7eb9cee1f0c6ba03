#include "wirebench/transport/embedded/em/compton.hpp"

#include <algorithm>
#include <cmath>

#include "wirebench/transport/embedded/em/argon_photon_data.hpp"
#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/liquid_argon.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_hc = 1.239841984e-2;  // MeV angstrom
constexpr double k_all_free = 18.0;      // 1/angstrom: S(x) is Z beyond

double linear(std::span<const TablePoint> table, double x) noexcept {
  if (x >= table.back().x) return table.back().y;
  const auto above =
      std::upper_bound(table.begin() + 1, table.end() - 1, x, [](double v, const TablePoint& p) { return v < p.x; });
  const auto below = above - 1;
  return below->y + (above->y - below->y) * (x - below->x) / (above->x - below->x);
}

}  // namespace

ComptonScattering::ComptonScattering()
    : free_share_{1.0e-4, [](double x) {
                    return std::min(1.0, linear(argon_scattering_function(), x) / LiquidArgon::charge_number);
                  }} {}

ScatteredPhoton ComptonScattering::sample(double energy, RandomStream& random) const noexcept {
  const double k = energy / k_electron_mass;
  const double least = 1.0 / (1.0 + 2.0 * k);
  const double least_squared = least * least;
  const double weight_inverse = -std::log(least);  // of the part that goes with 1 / ratio
  const double weight_linear = 0.5 * (1.0 - least_squared);
  for (;;) {
    // The ratio of the energies, from 1 / ratio or ratio (Butcher and Messel, Nucl. Phys. 20 (1960) 15).
    const double ratio = random.uniform() * (weight_inverse + weight_linear) < weight_inverse
                             ? std::exp(-weight_inverse * random.uniform())
                             : std::sqrt(least_squared + (1.0 - least_squared) * random.uniform());
    const double one_minus_cosine = (1.0 - ratio) / (k * ratio);
    const double sine_squared = one_minus_cosine * (2.0 - one_minus_cosine);
    double accepted = 1.0 - ratio * sine_squared / (1.0 + ratio * ratio);
    const double x = energy / k_hc * std::sqrt(0.5 * one_minus_cosine);
    if (x < k_all_free) accepted *= x > 0.0 ? free_share_(x) : 0.0;
    if (random.uniform() < accepted) return {ratio * energy, 1.0 - one_minus_cosine};
  }
}

}  // namespace wirebench::transport::embedded
