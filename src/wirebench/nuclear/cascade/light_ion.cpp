#include "wirebench/nuclear/cascade/light_ion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "wirebench/nuclear/excited_nucleus.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr double k_hbar_c = 197.3269804;  // MeV fm
constexpr double k_hulthen_short = 45.7;  // MeV, from the binding energy
constexpr double k_hulthen_long = 270.0;  // MeV
constexpr double k_most_fermi = 600.0;    // MeV

double rms_radius(Nuclide n) noexcept {
  if (n.nucleons == 2) return 1.97;
  if (n.nucleons == 3) return n.protons == 1 ? 1.55 : 1.76;
  return 1.46;
}

/// Momentum (MeV) of either nucleon in the deuteron: p^2 / ((p^2 + a^2) (p^2 + b^2))^2.
double deuteron_momentum(RandomStream& random) noexcept {
  constexpr double a = k_hulthen_short * k_hulthen_short;
  constexpr double b = k_hulthen_long * k_hulthen_long;
  const auto density = [](double p) {
    const double f = (p * p + a) * (p * p + b);
    return p * p / (f * f);
  };
  // The largest value is close to p = a.
  constexpr double bound = 1.05 / (4.0 * a * (a + b) * (a + b));
  double p = 0.0;
  do {
    p = k_most_fermi * random.uniform();
  } while (random.uniform() * bound > density(p));
  return p;
}

}  // namespace

LightIon::LightIon(const Product& projectile)
    : nuclide_{nucleus_charge(projectile.pdg), nucleus_mass_number(projectile.pdg)},
      momentum_{projectile.momentum},
      kinetic_per_nucleon_{(projectile.momentum.energy - particle(projectile.pdg).mass) / nuclide_.nucleons},
      way_{unit(projectile.momentum.momentum)} {}

Hadron LightIon::kind(std::size_t i) const noexcept {
  return static_cast<int>(i) < nuclide_.protons ? Hadron::p : Hadron::n;
}

LightIon::Momenta LightIon::momenta(RandomStream& random) const noexcept {
  const auto n = static_cast<std::size_t>(nuclide_.nucleons);
  std::array<Vector3, k_most> fermi{};
  if (n == 2) {
    fermi[0] = deuteron_momentum(random) * isotropic_direction(random);
    fermi[1] = -fermi[0];
  } else {
    // Ground state of the oscillator: sqrt(<p^2> <r^2>) = 3/2 hbar, both less the motion of the centre of mass, which
    // takes 1/A of each; a third of <p^2> for each coordinate. Drawn is wider by what taking the mean off loses.
    const double own = 1.0 - 1.0 / nuclide_.nucleons;
    const double width = 1.5 * k_hbar_c * own / rms_radius(nuclide_) / std::sqrt(3.0);
    const double drawn = width / std::sqrt(own);
    Vector3 sum;
    for (std::size_t i = 0; i < n; ++i) {
      fermi[i] = {drawn * random.normal(), drawn * random.normal(), drawn * random.normal()};
      sum += fermi[i];
    }
    for (std::size_t i = 0; i < n; ++i) fermi[i] -= (1.0 / nuclide_.nucleons) * sum;
  }
  Momenta momenta;
  const Vector3 frame = velocity(momentum_);
  for (std::size_t i = 0; i < n; ++i) momenta[i] = boosted(FourVector::on_shell(mass(kind(i)), fermi[i]), frame);
  // Newton's method for the factor of the momenta along the way with which the energies add up.
  double factor = 1.0;
  constexpr int steps = 20;
  for (int step = 0; step < steps; ++step) {
    double energy = 0.0;
    double slope = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double along = dot(momenta[i].momentum, way_);
      const Vector3 across = momenta[i].momentum - along * way_;
      const double e = std::sqrt(mass(kind(i)) * mass(kind(i)) + dot(across, across) + factor * factor * along * along);
      energy += e;
      slope += factor * along * along / e;
    }
    factor = std::fmax(0.2, factor - (energy - momentum_.energy) / slope);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double along = dot(momenta[i].momentum, way_);
    momenta[i] = FourVector::on_shell(mass(kind(i)), momenta[i].momentum + (factor - 1.0) * along * way_);
  }
  return momenta;
}

bool LightIon::fuses_with(Nuclide target) const noexcept {
  const auto per_nucleon = [](Nuclide n) { return binding_energy(n) / n.nucleons; };
  return kinetic_per_nucleon_ <= 2.0 * std::max(per_nucleon(target), per_nucleon(nuclide_));
}

Excitons LightIon::excitons(RandomStream& random) const noexcept {
  const int neutrons = nuclide_.nucleons - nuclide_.protons;
  const auto holes = [&random](int nucleons) { return static_cast<int>(2.0 * nucleons * random.uniform() + 0.5); };
  return {nuclide_.protons, neutrons, holes(nuclide_.protons), holes(neutrons)};
}

void LightIon::enter(Cascade& cascade, const NucleusZones& target, RandomStream& random) const {
  const auto n = static_cast<std::size_t>(nuclide_.nucleons);
  const double radius = target.outer_radius();
  // Dividing by n - 1 makes up for the centre of mass, which does not move.
  const double width = rms_radius(nuclide_) / std::sqrt(3.0 * (1.0 - 1.0 / nuclide_.nucleons));
  const double largest = radius + 3.0 * width;
  bool any = false;
  std::array<Vector3, k_most> offset{};
  do {
    Vector3 centre;
    for (std::size_t i = 0; i < n; ++i) {
      offset[i] = {width * random.normal(), width * random.normal(), 0.0};
      centre += offset[i];
    }
    const double impact = largest * std::sqrt(random.uniform());
    const double azimuth = 2.0 * std::numbers::pi * random.uniform();
    const Vector3 shift =
        Vector3{impact * std::cos(azimuth), impact * std::sin(azimuth), 0.0} - (1.0 / nuclide_.nucleons) * centre;
    any = false;
    for (std::size_t i = 0; i < n; ++i) {
      offset[i] += shift;
      any = any || dot(offset[i], offset[i]) < radius * radius;
    }
  } while (!any);
  const Momenta nucleons = momenta(random);
  for (std::size_t i = 0; i < n; ++i) {
    const Body body{kind(i), nucleons[i]};
    // From far before the target along the nucleon's own direction to the surface.
    const Vector3 start = rotated_to(way_, offset[i]);
    const Vector3 direction = unit(body.momentum.momentum);
    const double along = dot(start, direction);
    const double squared = radius * radius - dot(start, start) + along * along;
    if (squared > 0.0 && dot(direction, way_) > 0.0) {
      cascade.add({body, start - (along + std::sqrt(squared)) * direction, target.count()});
    } else {
      cascade.add_outgoing(body);
    }
  }
}

}  // namespace wirebench::nuclear::cascade
