#include "wirebench/nuclear/cascade/nucleus_zones.hpp"

#include <cmath>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr double k_hbar_c = 197.3269804;  // MeV fm
constexpr double k_radius = 1.0700;       // fm, times the cube root of A
constexpr double k_skin = 0.5450;         // fm
constexpr double k_ball_radius = 2.5298;  // fm, two and three nucleons
constexpr double k_alpha_radius = 0.70 * k_ball_radius;
constexpr double k_gauss_smearing = 0.64;  // fm2, the nucleon's own size in the Gaussian density
constexpr std::array<double, NucleusZones::k_most> k_cuts{0.7, 0.3, 0.01};

// Depths, MeV.
constexpr double k_pion_potential = 7.0;
constexpr double k_kaon_potential = 15.0;
constexpr double k_hyperon_potential = 30.0;

double cube(double x) {
  return x * x * x;
}

/// Integral of r^2 f(r) by Simpson's rule: exact enough (1e-6) for these smooth densities.
template <class Density>
double shell_integral(double from, double to, const Density& density) {
  constexpr int steps = 40;
  const double h = (to - from) / steps;
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i) {
    const double r = from + i * h;
    sum += (i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * r * r * density(r);
  }
  return sum * h / 3.0;
}

}  // namespace

NucleusZones::NucleusZones(Nuclide nuclide) : nuclide_{nuclide} {
  const auto [z, a] = nuclide;
  WIREBENCH_EXPECT(a >= 2 && a <= k_most_nucleons && z >= 0 && z <= a);
  const double radius = k_radius * std::cbrt(a);
  std::array<double, k_most> content{};  // integral of r^2 density
  if (a < 5) {
    count_ = 1;
    radius_[0] = a == 4 ? k_alpha_radius : k_ball_radius;
    content[0] = 1.0;
  } else {
    count_ = k_most;
    const bool gaussian = a < 12;
    const double width = std::sqrt(radius * radius * (1.0 - 1.0 / a) + k_gauss_smearing);
    const auto density = [&](double r) {
      return gaussian ? std::exp(-r * r / (width * width)) : 1.0 / (1.0 + std::exp((r - radius) / k_skin));
    };
    double from = 0.0;
    for (std::size_t i = 0; i < k_most; ++i) {
      radius_[i] = gaussian ? width * std::sqrt(-std::log(k_cuts[i]))
                            : radius + k_skin * std::log((1.0 + std::exp(-radius / k_skin)) / k_cuts[i] - 1.0);
      content[i] = shell_integral(from, radius_[i], density);
      from = radius_[i];
    }
  }
  double total = 0.0;
  for (const double c : content) total += c;
  constexpr double ball = 4.0 / 3.0 * std::numbers::pi;
  for (int zone = 0; zone < count_; ++zone) {
    volume_[at(zone)] = ball * (cube(radius_[at(zone)]) - (zone > 0 ? cube(radius_[at(zone - 1)]) : 0.0));
  }
  for (const Hadron kind : {Hadron::p, Hadron::n}) {
    const int nucleons = kind == Hadron::p ? z : a - z;
    if (nucleons == 0) continue;
    const double separation =
        a > 2 ? std::fabs(separation_energy(nuclide, kind == Hadron::p ? k_proton : k_neutron)) : 2.22;
    for (int zone = 0; zone < count_; ++zone) {
      const double density = nucleons * content[at(zone)] / total / volume_[at(zone)];
      const double fermi = k_hbar_c * std::cbrt(3.0 * std::numbers::pi * std::numbers::pi * density);
      density_[index(kind)][at(zone)] = density;
      fermi_momentum_[index(kind)][at(zone)] = fermi;
      nucleon_potential_[index(kind)][at(zone)] = 0.5 * fermi * fermi / mass(kind) + separation;
    }
  }
  if (a >= 5) {
    const double levinger = (10.83 - 9.73 / std::cbrt(a)) * z * (a - z) / a;
    double pairs = 0.0;
    for (int zone = 0; zone < count_; ++zone) {
      pairs += volume_[at(zone)] * volume_[at(zone)] * density(Hadron::p, zone) * density(Hadron::n, zone);
    }
    pair_scale_ = pairs > 0.0 ? levinger / pairs : 1.0;
  }
}

double NucleusZones::fermi_energy(Hadron nucleon, int zone) const noexcept {
  const double p = fermi_momentum(nucleon, zone);
  const double m = mass(nucleon);
  return std::sqrt(p * p + m * m) - m;
}

double NucleusZones::potential(Hadron hadron, int zone) const noexcept {
  if (zone >= count_) return 0.0;
  if (is_nucleon(hadron)) return nucleon_potential_[index(hadron)][at(zone)];
  if (is_kaon(hadron)) return k_kaon_potential;
  if (is_hyperon(hadron)) return k_hyperon_potential;
  return k_pion_potential;
}

double NucleusZones::pair_density(Hadron first, Hadron second, int zone) const noexcept {
  const double pairs = density(first, zone) * density(second, zone) * volume_[at(zone)] * pair_scale_;
  return first == second ? 0.5 * pairs : pairs;
}

}  // namespace wirebench::nuclear::cascade
