#include "wirebench/nuclear/cascade/light_ion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "wirebench/nuclear/excited_nucleus.hpp"

namespace wirebench::nuclear::cascade {
namespace {

constexpr std::size_t k_most = 4;

double rms_radius(Nuclide n) noexcept {
  if (n.nucleons == 2) return 1.97;
  if (n.nucleons == 3) return n.protons == 1 ? 1.55 : 1.76;
  return 1.46;
}

}  // namespace

LightIon::LightIon(const Product& projectile)
    : nuclide_{nucleus_charge(projectile.pdg), nucleus_mass_number(projectile.pdg)},
      way_{unit(projectile.momentum.momentum)} {
  const double share = 1.0 / nuclide_.nucleons;
  nucleon_share_ = {share * projectile.momentum.energy, share * projectile.momentum.momentum};
  kinetic_per_nucleon_ = share * (projectile.momentum.energy - particle(projectile.pdg).mass);
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
  for (std::size_t i = 0; i < n; ++i) {
    const Hadron kind = static_cast<int>(i) < nuclide_.protons ? Hadron::p : Hadron::n;
    const Body body{kind, FourVector::on_shell(mass(kind), nucleon_share_.momentum)};
    const double across = dot(offset[i], offset[i]);
    if (across < radius * radius) {
      offset[i].z = -std::sqrt(radius * radius - across);
      cascade.add({body, rotated_to(way_, offset[i]), target.count()});
    } else {
      cascade.add_outgoing(body);
    }
  }
}

}  // namespace wirebench::nuclear::cascade
