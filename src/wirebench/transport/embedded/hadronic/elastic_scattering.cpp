#include "wirebench/transport/embedded/hadronic/elastic_scattering.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "wirebench/core/contract.hpp"

namespace wirebench::transport::embedded {
namespace {

using nuclear::FourVector;
using nuclear::Product;
using nuclear::Products;

/// weight * exp(-slope |t|), slope in 1/GeV2.
struct Exponential {
  double weight;
  double slope;
};
using Diffraction = std::array<Exponential, 2>;

// For A = 40: A^(1/3) = 3.41995, A^(2/3) = 11.69607.
constexpr double k_cube_root = 3.4199518933533941;
constexpr Diffraction k_hadron{{{1600.0, 14.5 * k_cube_root* k_cube_root}, {1.4 * k_cube_root, 20.0}}};
constexpr Diffraction k_fast_pion{{{1600.0, 14.5 * k_cube_root* k_cube_root}, {0.075 * k_cube_root, 10.0}}};
constexpr Diffraction k_slow_pion{
    {{408.66 /* 40^1.63 */, 29.0 * 0.78837 /* 0.7^(2/3) */ * k_cube_root* k_cube_root}, {0.04 * k_cube_root, 15.0}}};
constexpr double k_slow_pion_limit = 400.0;  // MeV/c

}  // namespace

double sample_momentum_transfer(nuclear::PdgCode projectile, double momentum, double largest,
                                RandomStream& random) noexcept {
  const bool pion = std::abs(projectile) == nuclear::pdg::pi_plus;
  const Diffraction& terms = !pion ? k_hadron : momentum < k_slow_pion_limit ? k_slow_pion : k_fast_pion;
  constexpr double gev2 = 1e6;
  // Far within the slopes all transfers are equally likely: most scatters of a neutron that slows down, without
  // exponentials.
  constexpr double flat = 2e-3;
  if (terms[0].slope * largest < flat * gev2) return largest * random.uniform();
  // 1 - exp(-slope * largest): the share of each exponential within the kinematic limit.
  std::array<double, 2> within{};
  std::array<double, 2> integral{};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    within[i] = -std::expm1(-terms[i].slope * largest / gev2);
    integral[i] = within[i] * terms[i].weight / terms[i].slope;
  }
  const std::size_t chosen = random.uniform() * (integral[0] + integral[1]) < integral[1] ? 1 : 0;
  const double transfer = -gev2 * std::log1p(-random.uniform() * within[chosen]) / terms[chosen].slope;
  return std::min(transfer, largest);
}

void scatter_elastically(const Product& projectile, RandomStream& random, Products& out) {
  static const double neutron_mass = nuclear::particle(nuclear::pdg::neutron).mass;
  const double mass = projectile.pdg == nuclear::pdg::neutron ? neutron_mass : nuclear::particle(projectile.pdg).mass;
  static const double target_mass = nuclear::nuclear_mass(nuclear::k_argon40);
  const double momentum = norm(projectile.momentum.momentum);
  WIREBENCH_EXPECT(momentum > 0.0);
  const double energy = std::sqrt(mass * mass + momentum * momentum);
  const double total = energy + target_mass;
  const double invariant = std::sqrt(mass * mass + target_mass * target_mass + 2.0 * energy * target_mass);
  const double center_momentum = momentum * target_mass / invariant;
  const double largest = 4.0 * center_momentum * center_momentum;
  const double transfer = sample_momentum_transfer(projectile.pdg, momentum, largest, random);
  const double cosine = 1.0 - 2.0 * transfer / largest;

  // Centre of mass to laboratory along the projectile's direction; gamma = total / invariant.
  const double along_center = center_momentum * cosine;
  const double energy_center = std::sqrt(mass * mass + center_momentum * center_momentum);
  const double along = (total * along_center + momentum * energy_center) / invariant;
  const double across = center_momentum * std::sqrt(std::max(0.0, (1.0 - cosine) * (1.0 + cosine)));
  const double phi = random.uniform(0.0, 2.0 * std::numbers::pi);
  const Vector3 axis = (1.0 / momentum) * projectile.momentum.momentum;
  const Vector3 scattered = rotated_to(axis, {across * std::cos(phi), across * std::sin(phi), along});
  const Vector3 recoil = projectile.momentum.momentum - scattered;
  out.clear();
  out.push_back({projectile.pdg, FourVector::on_shell(mass, scattered)});
  out.push_back({nuclear::pdg::argon40, FourVector::on_shell(target_mass, recoil)});
}

}  // namespace wirebench::transport::embedded
