#include "wirebench/nuclear/cascade/annihilation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "wirebench/nuclear/cascade/scattering_angles.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr int k_fewest_pions = 2;
constexpr int k_most_pions = 12;

struct CrossSections {
  double annihilation;  // mb
  double elastic;
};

CrossSections cross_sections(double kinetic) noexcept {
  const double m = mass(Hadron::p) / 1000.0;  // GeV
  const double energy = std::fmax(kinetic, 1.0) / 1000.0;
  const double p = std::sqrt(energy * (energy + 2.0 * m));
  const double s = 2.0 * m * (2.0 * m + energy);
  const double threshold = 4.0 * m * m;
  constexpr double a = 0.05;  // GeV
  constexpr double b = 0.6;
  constexpr double scale = 120.0;  // mb
  const double resonance = a * a * threshold;
  const double annihilation = scale * threshold / s * (resonance / ((s - threshold) * (s - threshold) + resonance) + b);
  // Fits of the Review of Particle Physics 1996 above 5 GeV, polynomials in the laboratory momentum below.
  double elastic = 0.0;
  if (p < 0.3) {
    elastic = 78.6;
  } else if (p < 5.0) {
    elastic = 31.6 + 18.3 / p - 1.1 / (p * p) - 3.8 * p;
  } else {
    const double l = std::log(p);
    elastic = 10.2 + 52.7 * std::pow(p, -1.16) + 0.125 * l * l - 1.28 * l;
  }
  return {annihilation, std::fmax(elastic, 0.0)};
}

}  // namespace

double antinucleon_cross_section(double kinetic) noexcept {
  const auto [annihilation, elastic] = cross_sections(kinetic);
  return annihilation + elastic;
}

bool annihilate(Hadron antinucleon, Hadron nucleon, const FourVector& system, RandomStream& random,
                Bodies& out) noexcept {
  out.clear();
  const int total_charge = charge(antinucleon) + charge(nucleon);
  const double energy = system.mass();
  const double mean = 3.65 * std::sqrt(energy / 1000.0);  // 5.0 at the threshold
  constexpr double width = 0.95;
  constexpr int most_tries = 100;
  for (int trial = 0; trial < most_tries; ++trial) {
    const int n = static_cast<int>(std::lround(mean + width * random.normal()));
    if (n < k_fewest_pions || n > k_most_pions) continue;
    std::array<Hadron, k_most_pions> kinds{};
    std::array<double, k_most_pions> masses{};
    std::array<FourVector, k_most_pions> momenta;
    int sum = 0;
    double mass_sum = 0.0;
    const auto count = static_cast<std::size_t>(n);
    for (std::size_t i = 0; i < count; ++i) {
      constexpr std::array<Hadron, 3> pions{Hadron::pip, Hadron::pi0, Hadron::pim};
      kinds[i] = pions[random.below(3)];
      sum += charge(kinds[i]);
      masses[i] = mass(kinds[i]);
      mass_sum += masses[i];
    }
    if (sum != total_charge || mass_sum >= energy) continue;
    decay_in_many(system, std::span{masses}.first(count), random, std::span{momenta}.first(count));
    for (std::size_t i = 0; i < count; ++i) out.push_back({kinds[i], momenta[i]});
    return true;
  }
  return false;
}

bool collide_antinucleon(const Body& projectile, const Body& nucleon, double kinetic, const FourVector& system,
                         const Vector3& axis, RandomStream& random, Bodies& out) noexcept {
  const auto [annihilation, elastic] = cross_sections(kinetic);
  if ((annihilation + elastic) * random.uniform() < annihilation) {
    return annihilate(projectile.hadron, nucleon.hadron, system, random, out);
  }
  const double p = two_body_momentum(system.mass(), mass(projectile.hadron), mass(nucleon.hadron));
  const double gev = p / 1000.0;
  // Diffraction: exp(-b |t|), b = 13 / GeV2, the slope of the forward peak at a few GeV.
  const double steepness = 2.0 * 13.0 * gev * gev;
  const double u = random.uniform();
  const double cosine =
      steepness < 1.0e-6
          ? 2.0 * u - 1.0
          : std::clamp(1.0 + std::log(u + (1.0 - u) * std::exp(-2.0 * steepness)) / steepness, -1.0, 1.0);
  const Vector3 way = rotated_to(axis, direction(cosine, 2.0 * std::numbers::pi * random.uniform()));
  const auto [one, other] = decay_in_two(system, mass(projectile.hadron), mass(nucleon.hadron), way);
  out.clear();
  out.push_back({projectile.hadron, one});
  out.push_back({nucleon.hadron, other});
  return true;
}

}  // namespace wirebench::nuclear::cascade
