#include "wirebench/transport/embedded/charged/muon_radiation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "wirebench/transport/embedded/charged/constants.hpp"
#include "wirebench/transport/embedded/charged/gauss_legendre.hpp"

namespace wirebench::transport::embedded {
namespace {

using namespace constants;

constexpr double k_z = LiquidArgon::charge_number;
constexpr double k_root_e = 1.6487212707001282;  // sqrt(e)
constexpr double k_least_pair = 4.0 * electron_mass;
constexpr double k_mass_ratio = muon_mass / electron_mass;
constexpr BinaryGrid k_grid{6, 17};  // 64 MeV to 131 GeV

/// Bremsstrahlung: photon energy times the cross section per atom and energy, mm2. Total energies in MeV.
double photon_spectrum(double total, double photon) noexcept {
  if (photon >= total - muon_mass) return 0.0;
  static const double cube_root = 1.0 / std::cbrt(k_z);
  // Nuclear size: D_n = 1.54 A^0.27, reduced for the excitation of the nucleus.
  static const double size = std::pow(1.54 * std::pow(LiquidArgon::molar_mass, 0.27), 1.0 - 1.0 / k_z);
  const double v = photon / total;
  const double delta = 0.5 * muon_mass * muon_mass * v / (total - photon);
  const double nucleus_radius = 183.0 * cube_root;
  const double nucleus = std::log(nucleus_radius * (muon_mass + delta * (size * k_root_e - 2.0)) /
                                  (size * (electron_mass + delta * k_root_e * nucleus_radius)));
  double electrons = 0.0;
  if (photon < total / (1.0 + 0.5 * muon_mass * k_mass_ratio / total)) {
    const double electron_radius = 1429.0 * cube_root * cube_root;
    electrons = std::log(electron_radius * muon_mass /
                         ((1.0 + delta * muon_mass / (electron_mass * electron_mass * k_root_e)) *
                          (electron_mass + delta * k_root_e * electron_radius)));
  }
  const double radius = classical_radius / k_mass_ratio;
  return 16.0 / 3.0 * fine_structure * radius * radius * k_z *
         (k_z * std::fmax(0.0, nucleus) + std::fmax(0.0, electrons)) * (1.0 - v + 0.75 * v * v);
}

double most_pair(double total) noexcept {
  return total - 0.75 * k_root_e * muon_mass * std::cbrt(k_z);
}

/// Pair production: pair energy times the cross section per atom and energy, mm2.
double pair_spectrum(double total, double pair) noexcept {
  const double rest = total - pair;
  if (pair <= k_least_pair || pair >= most_pair(total)) return 0.0;
  static const double cube_root = std::cbrt(k_z);
  constexpr double k_radius = 183.0;

  const double threshold = k_least_pair / pair;
  const double root = std::sqrt(1.0 - threshold);
  const double end = threshold / (1.0 + root) + 6.0 * muon_mass * muon_mass / (total * rest) * root;  // 1 - rho_max
  if (end >= 1.0) return 0.0;

  // Atomic electrons: Z (Z + zeta).
  double zeta = 0.0;
  const double first = 0.073 * std::log(total / (muon_mass + 1.95e-5 * cube_root * cube_root * total)) - 0.26;
  if (first > 0.0) zeta = first / (0.058 * std::log(total / (muon_mass + 5.3e-5 * cube_root * total)) - 0.14);

  const double beta = 0.5 * pair * pair / (total * rest);
  const double xi_scale = 0.5 * k_mass_ratio * k_mass_ratio * beta;
  const double screening = 2.0 * electron_mass * k_root_e * k_radius / (cube_root * pair);
  // Over the asymmetry rho = (E+ - E-) / pair, in ln(1 - rho), where the integrand is smooth.
  const double integral = integrate(std::log(end), 0.0, [&](double log_rest) {
    const double rho = 1.0 - std::exp(log_rest);
    const double rho2 = rho * rho;
    const double xi = xi_scale * (1.0 - rho2);
    const double y_electron =
        1.0 + (5.0 - rho2 + 4.0 * beta * (1.0 + rho2)) /
                  (2.0 * (1.0 + 3.0 * beta) * std::log(3.0 + 1.0 / xi) - rho2 - 2.0 * beta * (2.0 - rho2));
    const double y_muon = 1.0 + (8.0 + 2.0 * rho2 + 6.0 * beta * (1.0 + rho2)) /
                                    ((1.0 + rho2) * (3.0 + 4.0 * beta) * std::log(3.0 + xi) + 2.0 - 3.0 * rho2);
    const double b_electron = xi <= 1000.0 ? ((2.0 + rho2) * (1.0 + beta) + xi * (3.0 + rho2)) * std::log1p(1.0 / xi) +
                                                 (1.0 - rho2 - beta) / (1.0 + xi) - (3.0 + rho2)
                                           : 0.5 * (3.0 - rho2 + 2.0 * beta * (1.0 + rho2)) / xi;
    const double b_muon =
        xi >= 1e-3 ? ((1.0 + rho2) * (1.0 + 1.5 * beta) - (1.0 + 2.0 * beta) * (1.0 - rho2) / xi) * std::log1p(xi) +
                         xi * (1.0 - rho2 - beta) / (1.0 + xi) + (1.0 + 2.0 * beta) * (1.0 - rho2)
                   : 0.5 * (5.0 - rho2 + beta * (3.0 + rho2)) * xi;
    const double screen = screening * (1.0 + xi) / (1.0 - rho2);
    const double of_electron =
        (std::log(k_radius / cube_root * std::sqrt((1.0 + xi) * y_electron) / (1.0 + screen * y_electron)) -
         0.5 * std::log1p(2.25 * cube_root * cube_root * (1.0 + xi) * y_electron / (k_mass_ratio * k_mass_ratio))) *
        b_electron;
    const double of_muon =
        std::log(k_radius * k_mass_ratio / (1.5 * cube_root * cube_root * (1.0 + screen * y_muon))) * b_muon;
    return (1.0 - rho) * (std::fmax(0.0, of_electron) + std::fmax(0.0, of_muon) / (k_mass_ratio * k_mass_ratio));
  });
  const double strength = fine_structure * classical_radius;
  return 4.0 / (3.0 * std::numbers::pi) * k_z * (k_z + zeta) * strength * strength * (1.0 - pair / total) * integral;
}

/// Integral of `spectrum` (energy times cross section) times energy^(power - 1) from `low` to `high`, an octave at a
/// time.
template <class Spectrum>
double moment(double low, double high, double power, const Spectrum& spectrum) {
  double sum = 0.0;
  for (double begin = low; begin < high; begin *= 2.0) {
    sum += integrate(std::log(begin), std::log(std::fmin(2.0 * begin, high)), [&](double logarithm) {
      const double energy = std::exp(logarithm);
      return spectrum(energy) * std::pow(energy, power);
    });
  }
  return sum;
}

/// Angle of emission, about muon_mass / total: the density of the squared angle falls as (1 + (gamma theta)^2)^-2.
double sample_cosine(double total, RandomStream& random) noexcept {
  const double r = random.uniform();
  const double angle = muon_mass / total * std::sqrt(r / (1.0 - 0.95 * r));
  return std::cos(std::fmin(angle, std::numbers::pi));
}

}  // namespace

MuonRadiation::MuonRadiation(const LiquidArgon& argon, double photon_cut, double pair_cut)
    : argon_{argon},
      photon_cut_{photon_cut},
      pair_cut_{std::fmax(k_least_pair, pair_cut + 2.0 * electron_mass)},
      grid_{k_grid},
      nodes_(k_grid.nodes()) {
  const double atoms = argon.atoms_per_mm3();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const double total = grid_.node(i) + muon_mass;
    const auto photons = [&](double energy) { return photon_spectrum(total, energy); };
    const auto pairs = [&](double energy) { return pair_spectrum(total, energy); };
    Node& node = nodes_[i];
    const double photon_end = grid_.node(i);
    const double pair_end = most_pair(total);
    node.photons = atoms * moment(photon_cut_, photon_end, 0.0, photons);
    node.pairs = atoms * moment(pair_cut_, pair_end, 0.0, pairs);
    // The energy radiated is flat in the photon energy: below a thousandth of the cut there is nothing to speak of.
    node.loss = atoms * (moment(1e-3 * photon_cut_, std::fmin(photon_cut_, photon_end), 1.0, photons) +
                         moment(k_least_pair, std::fmin(pair_cut_, pair_end), 1.0, pairs));
    for (double energy = pair_cut_; energy < pair_end; energy *= 1.3) {
      node.pair_bound = std::fmax(node.pair_bound, 1.1 * pairs(energy * 1.0001));
    }
  }
}

MuonRadiation::Node MuonRadiation::interpolate(double kinetic) const noexcept {
  if (kinetic <= grid_.front()) return {};
  const std::size_t i = grid_.cell(kinetic);
  const Node& low = nodes_[i];
  const Node& high = nodes_[i + 1];
  const double t = (std::fmin(kinetic, grid_.back()) - grid_.node(i)) / (grid_.node(i + 1) - grid_.node(i));
  return {std::lerp(low.loss, high.loss, t), std::lerp(low.photons, high.photons, t),
          std::lerp(low.pairs, high.pairs, t), std::fmax(low.pair_bound, high.pair_bound)};
}

double MuonRadiation::restricted_loss(double kinetic) const noexcept {
  return interpolate(kinetic).loss;
}
double MuonRadiation::photons_per_mm(double kinetic) const noexcept {
  return interpolate(kinetic).photons;
}
double MuonRadiation::pairs_per_mm(double kinetic) const noexcept {
  return interpolate(kinetic).pairs;
}

MuonPhoton MuonRadiation::sample_photon(double kinetic, RandomStream& random) const noexcept {
  const double total = kinetic + muon_mass;
  const double bound = photon_spectrum(total, photon_cut_);  // falls with the energy
  const double log_span = std::log(kinetic / photon_cut_);
  double energy = 0.0;
  do {
    energy = photon_cut_ * std::exp(log_span * random.uniform());
  } while (random.uniform() * bound > photon_spectrum(total, energy));
  return {energy, sample_cosine(total, random)};
}

MuonPair MuonRadiation::sample_pair(double kinetic, RandomStream& random) const noexcept {
  const double total = kinetic + muon_mass;
  const double end = most_pair(total);
  const double bound = interpolate(kinetic).pair_bound;
  const double log_span = std::log(end / pair_cut_);
  double energy = 0.0;
  do {
    energy = pair_cut_ * std::exp(log_span * random.uniform());
  } while (random.uniform() * bound >= pair_spectrum(total, energy));
  const double largest = (1.0 - 6.0 * muon_mass * muon_mass / (total * (total - energy))) *
                         std::sqrt(std::fmax(0.0, 1.0 - k_least_pair / energy));
  const double asymmetry = std::fmax(0.0, largest) * random.uniform(-1.0, 1.0);  // nearly flat
  return {0.5 * energy * (1.0 - asymmetry), 0.5 * energy * (1.0 + asymmetry), sample_cosine(total, random)};
}

double MuonRadiation::photon_loss(double kinetic) const noexcept {
  const double total = kinetic + muon_mass;
  return argon_.atoms_per_mm3() *
         moment(1e-6 * kinetic, kinetic, 1.0, [&](double energy) { return photon_spectrum(total, energy); });
}

double MuonRadiation::pair_loss(double kinetic) const noexcept {
  const double total = kinetic + muon_mass;
  return argon_.atoms_per_mm3() *
         moment(k_least_pair, most_pair(total), 1.0, [&](double energy) { return pair_spectrum(total, energy); });
}

}  // namespace wirebench::transport::embedded
