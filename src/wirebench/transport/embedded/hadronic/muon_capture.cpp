#include "wirebench/transport/embedded/hadronic/muon_capture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/deexcitation.hpp"
#include "wirebench/nuclear/phase_space.hpp"
#include "wirebench/transport/embedded/hadronic/gamma_cascade.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::FourVector;
using nuclear::Nuclide;
using nuclear::Products;
namespace pdg = nuclear::pdg;

constexpr Nuclide k_chlorine40{17, 40};
constexpr Nuclide k_chlorine39{17, 39};

/// Binding energies of the orbits n = 1 to 5, MeV: 0.9089 / n^2 (Rydberg energy times Z^2 and reduced mass), 1s see
/// header.
constexpr std::array<double, 6> k_orbits{0.0, k_muonic_binding, 0.2272, 0.1010, 0.0568, 0.0364};
/// Shares of the lines np-1s, n = 2 to 5.
constexpr std::array<double, 6> k_into_ground{0.0, 0.0, 0.85, 0.08, 0.04, 0.03};

/// The muonic atom falls to 1s. What is lost above n = 5, mostly to Auger electrons, is one soft photon here (electrons
/// would have to be taken from the atom). Appends the photons, returns the four-momentum left.
FourVector fall_to_ground(FourVector atom, double free_mass, RandomStream& random, Products& out) {
  const std::size_t last = pick(
      k_into_ground.size(), [](std::size_t n) { return k_into_ground[n]; }, random);
  const auto emit = [&](std::size_t orbit) {
    const auto [gamma, rest] = nuclear::decay_in_two(atom, 0.0, free_mass - k_orbits[orbit], random);
    out.push_back({pdg::gamma, gamma});
    atom = rest;
  };
  for (std::size_t n = 5; n >= last; --n) emit(n);
  emit(1);
  return atom;
}

/// Magnitude of the momentum in the 1s orbit, MeV: density k^2 / (k^2 + kappa^2)^4, kappa = Z alpha m_reduced.
double orbit_momentum(RandomStream& random) {
  constexpr double kappa = 18.0 / 137.036 * 105.36;
  constexpr double largest = 60.0;
  // In u = k / kappa the density has its maximum at u^2 = 1/3: (1/3) / (4/3)^4.
  constexpr double maximum = (1.0 / 3.0) / (256.0 / 81.0);
  for (;;) {
    const double u = largest / kappa * random.uniform();
    const double density = u * u / std::pow(1.0 + u * u, 4);
    if (maximum * random.uniform() < density) return kappa * u;
  }
}

/// A muon of this four-momentum (off its mass shell) decays.
void decay_muon(const FourVector& muon, RandomStream& random, Products& out) {
  static const double electron_mass = nuclear::particle(pdg::electron).mass;
  const double mass = muon.mass();
  const double end = (mass * mass + electron_mass * electron_mass) / (2.0 * mass);
  // Michel: x^2 (3 - 2 x), at most 1 at x = 1.
  double energy = 0.0;
  do {
    const double x = random.uniform();
    energy = random.uniform() < x * x * (3.0 - 2.0 * x) ? x * end : 0.0;
  } while (energy <= electron_mass);
  const double momentum = std::sqrt(energy * energy - electron_mass * electron_mass);
  const Vector3 beta = nuclear::velocity(muon);
  const FourVector electron = nuclear::boosted({energy, momentum * nuclear::isotropic_direction(random)}, beta);
  const FourVector on_shell = FourVector::on_shell(electron_mass, electron.momentum);
  out.push_back({pdg::electron, on_shell});
  const auto [first, second] = nuclear::decay_in_two(muon - on_shell, 0.0, 0.0, random);
  out.push_back({pdg::nu_e_bar, first});
  out.push_back({pdg::nu_mu, second});
}

void decay_in_orbit(const FourVector& atom, RandomStream& random, Products& out) {
  static const double argon_mass = nuclear::nuclear_mass(nuclear::k_argon40);
  const double momentum = orbit_momentum(random);
  const FourVector nucleus = FourVector::on_shell(argon_mass, momentum * nuclear::isotropic_direction(random));
  out.push_back({pdg::argon40, nucleus});
  decay_muon(atom - nucleus, random, out);
}

/// Share of captures on two nucleons, and of those on two protons (GENIE's share of pairs that are not pn). Pairs make
/// the fast neutrons and the protons seen. With one half the mean excitation is 24 MeV, between the 15 to 20 MeV
/// measured for neighbouring nuclei (a share of 0 to 0.3) and the 28 MeV of Geant4's Bertini cascade, so that the
/// visible energy of a stopping muon is within 1.5 MeV of Geant4's.
constexpr double k_capture_by_pair = 0.5;
constexpr double k_proton_pairs = 0.2;

/// Mass of a nucleon in the nucleus over that of a free one: energies in the well are the larger for it. Without it the
/// mean excitation comes out at 11 MeV instead of the 15 to 20 seen (Singer, Nuovo Cimento 23 (1962) 669).
constexpr double k_effective_mass = 0.7;

/// Energy of the neutrino along `direction` where muon and proton (`system`) become a neutrino and a neutron whose
/// energy is `sea_level` + (p^2 - `fermi`^2) / (2 `mass`); 0 when there is no solution. All MeV.
double neutrino_energy(const FourVector& system, const Vector3& direction, double sea_level, double fermi,
                       double mass) {
  const double along = dot(system.momentum, direction);
  const double square = dot(system.momentum, system.momentum);
  // q^2 / (2 m) + q (1 - P.n / m) - excess = 0
  const double excess = system.energy - sea_level - (square - fermi * fermi) / (2.0 * mass);
  const double linear = 1.0 - along / mass;
  const double root = linear * linear + 2.0 * excess / mass;
  return excess > 0.0 && root > 0.0 ? mass * (std::sqrt(root) - linear) : 0.0;
}

void capture_by_proton(const FourVector& atom, RandomStream& random, Products& out) {
  static const double neutron_mass = nuclear::particle(pdg::neutron).mass;
  static const double hole_mass = nuclear::nuclear_mass(k_chlorine39);
  static const double residual_mass = nuclear::nuclear_mass(k_chlorine40);
  static const double sea_level = residual_mass - hole_mass;  // neutron at the Fermi energy in 40Cl
  static const double mass = k_effective_mass * neutron_mass;
  // Fermi momenta of protons and neutrons in argon, as GENIE has them.
  constexpr double proton_fermi = 242.0;
  constexpr double neutron_fermi = 259.0;
  const double largest = atom.mass() - residual_mass;  // of the neutrino's energy, but for the recoil
  for (;;) {
    const double fermi = proton_fermi * std::cbrt(random.uniform());
    const Vector3 proton = fermi * nuclear::isotropic_direction(random);
    const double hole = (proton_fermi * proton_fermi - fermi * fermi) / (2.0 * mass);
    const FourVector system = atom - FourVector::on_shell(hole_mass + hole, -proton);
    const Vector3 direction = nuclear::isotropic_direction(random);
    const double energy = neutrino_energy(system, direction, sea_level, neutron_fermi, mass);
    if (energy <= 0.0 || largest * largest * random.uniform() > energy * energy) continue;  // phase space q^2
    const Vector3 neutrino = energy * direction;
    if (norm(system.momentum - neutrino) < neutron_fermi) continue;  // Pauli
    const FourVector residual = atom - FourVector{energy, neutrino};
    const double excitation = residual.mass() - residual_mass;
    if (excitation < 0.0) continue;
    out.push_back({pdg::nu_mu, {energy, neutrino}});
    nuclear::deexcite(k_chlorine40, excitation, residual, random, out, {.neutron_particles = 1, .proton_holes = 1});
    return;
  }
}

/// Neutrino energy by the phase space of neutrino and two nucleons: q^2 sqrt(q_max - q).
void capture_by_pair(const FourVector& atom, RandomStream& random, Products& out) {
  static const double residual_mass = nuclear::nuclear_mass(k_chlorine40);
  const double mass = atom.mass();
  const double largest = (mass * mass - residual_mass * residual_mass) / (2.0 * mass);
  constexpr double maximum = 0.8 * 0.8 * 0.4472136;  // at q / q_max = 4 / 5
  double fraction = 0.0;
  do {
    fraction = random.uniform();
  } while (maximum * random.uniform() > fraction * fraction * std::sqrt(1.0 - fraction));
  const double energy = fraction * largest;
  const FourVector neutrino{energy, energy * nuclear::isotropic_direction(random)};
  const FourVector residual = atom - neutrino;
  out.push_back({pdg::nu_mu, neutrino});
  const bool two_protons = random.uniform() < k_proton_pairs;
  const nuclear::Excitons excitons =
      two_protons ? nuclear::Excitons{.proton_particles = 1, .neutron_particles = 1, .proton_holes = 2}
                  : nuclear::Excitons{.neutron_particles = 2, .proton_holes = 1, .neutron_holes = 1};
  nuclear::deexcite(k_chlorine40, std::max(0.0, residual.mass() - residual_mass), residual, random, out, excitons);
}

void capture(const FourVector& atom, RandomStream& random, Products& out) {
  if (random.uniform() < k_capture_by_pair) return capture_by_pair(atom, random, out);
  capture_by_proton(atom, random, out);
}

}  // namespace

MuonFate stop_muon(RandomStream& random, Products& out, double& delay) {
  static const double free_mass = nuclear::particle(pdg::mu_minus).mass + nuclear::nuclear_mass(nuclear::k_argon40);
  constexpr double rate = k_muon_capture_rate + k_muon_decay_rate;
  delay = random.exponential(1.0 / rate);
  out.clear();
  const FourVector atom = fall_to_ground({free_mass, {}}, free_mass, random, out);
  if (random.uniform() * rate < k_muon_decay_rate) {
    decay_in_orbit(atom, random, out);
    return MuonFate::decay_in_orbit;
  }
  capture(atom, random, out);
  return MuonFate::capture;
}

}  // namespace wirebench::transport::embedded
