#include "wirebench/nuclear/decay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <tuple>

#include "wirebench/core/contract.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::nuclear {
namespace {

constexpr std::size_t k_most = 5;  // products of a decay

/// How the energies are shared beyond what phase space gives.
enum class Shape {
  phase_space,
  leptonic,       // lepton, its antineutrino, neutrino of the parent: V-A
  semileptonic,   // K -> pion, lepton, neutrino: vector form factor
  three_pions,    // K -> 3 pi with linear and quadratic slopes; the odd pion third
  eta_pions,      // eta -> pi+ pi- pi0
  eta_radiative,  // eta -> pi+ pi- gamma
  internal_pair,  // gamma e- e+: Kroll and Wada
  rho,            // tau -> (pi pi0) nu through the rho
  beta,           // n -> p e nu
};

struct Slopes {
  double g = 0.0, h = 0.0, k = 0.0;
};

struct Channel {
  PdgCode parent;
  double fraction;  // of the parent's decays; those of a parent are normalised to one
  Shape shape;
  std::size_t count;
  std::array<PdgCode, k_most> products;
  Slopes slopes{};
};

using namespace pdg;

// Branching fractions and slopes of K -> 3 pi: Review of Particle Physics 2024, summary tables. Tau decays into hadrons
// are given by their final states. In the order of parents.
constexpr std::array k_channels{
    Channel{mu_minus, 1.0, Shape::leptonic, 3, {electron, nu_e_bar, nu_mu}},

    Channel{tau_minus, 0.1739, Shape::leptonic, 3, {mu_minus, nu_mu_bar, nu_tau}},
    Channel{tau_minus, 0.1782, Shape::leptonic, 3, {electron, nu_e_bar, nu_tau}},
    Channel{tau_minus, 0.1082, Shape::phase_space, 2, {pi_minus, nu_tau}},
    Channel{tau_minus, 0.2549, Shape::rho, 3, {pi_minus, pi_zero, nu_tau}},
    Channel{tau_minus, 0.0926, Shape::phase_space, 4, {pi_minus, pi_zero, pi_zero, nu_tau}},
    Channel{tau_minus, 0.0931, Shape::phase_space, 4, {pi_minus, pi_minus, pi_plus, nu_tau}},
    Channel{tau_minus, 0.0462, Shape::phase_space, 5, {pi_minus, pi_minus, pi_plus, pi_zero, nu_tau}},
    Channel{tau_minus, 0.0104, Shape::phase_space, 5, {pi_minus, pi_zero, pi_zero, pi_zero, nu_tau}},
    Channel{tau_minus, 0.00696, Shape::phase_space, 2, {k_minus, nu_tau}},
    Channel{tau_minus, 0.00838, Shape::phase_space, 3, {pi_minus, k_zero_bar, nu_tau}},

    Channel{pi_zero, 0.98823, Shape::phase_space, 2, {gamma, gamma}},
    Channel{pi_zero, 0.01174, Shape::internal_pair, 3, {gamma, electron, positron}},

    Channel{k_zero_long, 0.20275, Shape::semileptonic, 3, {pi_minus, positron, nu_e}},
    Channel{k_zero_long, 0.20275, Shape::semileptonic, 3, {pi_plus, electron, nu_e_bar}},
    Channel{k_zero_long, 0.1352, Shape::semileptonic, 3, {pi_minus, mu_plus, nu_mu}},
    Channel{k_zero_long, 0.1352, Shape::semileptonic, 3, {pi_plus, mu_minus, nu_mu_bar}},
    Channel{k_zero_long, 0.1952, Shape::phase_space, 3, {pi_zero, pi_zero, pi_zero}},
    Channel{k_zero_long, 0.1254, Shape::three_pions, 3, {pi_plus, pi_minus, pi_zero}, {0.678, 0.076, 0.0099}},

    Channel{pi_plus, 0.999877, Shape::phase_space, 2, {mu_plus, nu_mu}},
    Channel{pi_plus, 0.000123, Shape::phase_space, 2, {positron, nu_e}},

    Channel{eta, 0.3936, Shape::phase_space, 2, {gamma, gamma}},
    Channel{eta, 0.3257, Shape::phase_space, 3, {pi_zero, pi_zero, pi_zero}},
    Channel{eta, 0.2302, Shape::eta_pions, 3, {pi_plus, pi_minus, pi_zero}},
    Channel{eta, 0.0428, Shape::eta_radiative, 3, {pi_plus, pi_minus, gamma}},
    Channel{eta, 0.0069, Shape::internal_pair, 3, {gamma, electron, positron}},

    Channel{k_zero_short, 0.6920, Shape::phase_space, 2, {pi_plus, pi_minus}},
    Channel{k_zero_short, 0.3069, Shape::phase_space, 2, {pi_zero, pi_zero}},

    Channel{k_plus, 0.6356, Shape::phase_space, 2, {mu_plus, nu_mu}},
    Channel{k_plus, 0.2067, Shape::phase_space, 2, {pi_plus, pi_zero}},
    Channel{k_plus, 0.05583, Shape::three_pions, 3, {pi_plus, pi_plus, pi_minus}, {-0.21134, 0.0185, -0.00463}},
    Channel{k_plus, 0.0507, Shape::semileptonic, 3, {pi_zero, positron, nu_e}},
    Channel{k_plus, 0.03352, Shape::semileptonic, 3, {pi_zero, mu_plus, nu_mu}},
    Channel{k_plus, 0.0176, Shape::three_pions, 3, {pi_zero, pi_zero, pi_plus}, {0.626, 0.052, 0.0054}},

    Channel{neutron, 1.0, Shape::beta, 3, {proton, electron, nu_e_bar}},

    Channel{sigma_minus, 1.0, Shape::phase_space, 2, {neutron, pi_minus}},
    Channel{lambda, 0.641, Shape::phase_space, 2, {proton, pi_minus}},
    Channel{lambda, 0.359, Shape::phase_space, 2, {neutron, pi_zero}},
    Channel{sigma_zero, 1.0, Shape::phase_space, 2, {lambda, gamma}},
    Channel{sigma_plus, 0.5147, Shape::phase_space, 2, {proton, pi_zero}},
    Channel{sigma_plus, 0.4843, Shape::phase_space, 2, {neutron, pi_plus}},
    Channel{xi_minus, 1.0, Shape::phase_space, 2, {lambda, pi_minus}},
    Channel{xi_zero, 1.0, Shape::phase_space, 2, {lambda, pi_zero}},
    Channel{omega_minus, 0.678, Shape::phase_space, 2, {lambda, k_minus}},
    Channel{omega_minus, 0.236, Shape::phase_space, 2, {xi_zero, pi_minus}},
    Channel{omega_minus, 0.086, Shape::phase_space, 2, {xi_minus, pi_zero}},
};
static_assert(std::ranges::is_sorted(k_channels, {}, &Channel::parent));

constexpr bool own_antiparticle(PdgCode code) noexcept {
  return code == gamma || code == pi_zero || code == eta || code == k_zero_long || code == k_zero_short;
}
constexpr PdgCode antiparticle(PdgCode code) noexcept {
  return own_antiparticle(code) ? code : -code;
}

std::span<const Channel> channels_of(PdgCode parent) noexcept {
  // Not equal_range(): the range it returns does not compile with clang 15 and GCC 12's library.
  return {std::ranges::lower_bound(k_channels, parent, {}, &Channel::parent),
          std::ranges::upper_bound(k_channels, parent, {}, &Channel::parent)};
}

double square(double x) noexcept {
  return x * x;
}

using Momenta = std::array<FourVector, k_most>;
using Masses = std::array<double, k_most>;

void fill_phase_space(double mass, const Masses& masses, std::size_t count, RandomStream& random,
                      Momenta& momenta) noexcept {
  decay_in_many({mass, {}}, std::span{masses}.first(count), random, std::span{momenta}.first(count));
}

/// Uniform phase space thinned by `probability`, a function of the momenta that does not exceed one.
template <class Probability>
void fill_thinned(double mass, const Masses& masses, RandomStream& random, Momenta& momenta,
                  const Probability& probability) noexcept {
  do {
    fill_phase_space(mass, masses, 3, random, momenta);
  } while (random.uniform() > probability());
}

/// Lepton, its antineutrino, the parent's neutrino. Source: V-A, squared element (P.p1)(p0.p2) (Review of Particle
/// Physics, "Muon decay parameters", for the Michel spectrum it gives).
void fill_leptonic(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  const double span = mass * mass - masses[0] * masses[0];
  fill_thinned(mass, masses, random, momenta, [&] {
    const double energy = momenta[1].energy;
    return 8.0 * mass * energy * (span - 2.0 * mass * energy) / (span * span);
  });
}

/// Pion, lepton, neutrino. Source: Review of Particle Physics, "Dalitz plot parameters for K -> 3 pi decays" and "K_l3
/// form factors": linear form factors.
void fill_semileptonic(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  constexpr double k_slope_vector = 0.0285, k_slope_scalar = 0.0140;
  const double pion = masses[0] * masses[0];
  const double lepton = masses[1] * masses[1];
  const double highest = (mass * mass + pion - lepton) / (2.0 * mass);
  const double bound = 0.75 * mass * (highest * highest - pion);
  fill_thinned(mass, masses, random, momenta, [&] {
    const double t = (mass * mass + pion - 2.0 * mass * momenta[0].energy) / pion;
    const double vector = 1.0 + k_slope_vector * t;
    const double xi = (k_slope_scalar - k_slope_vector) * (mass * mass - pion) / (pion * vector);
    const double below = highest - momenta[0].energy;
    const double neutrino = momenta[2].energy;
    const double a = mass * (2.0 * momenta[1].energy * neutrino - mass * below) + lepton * (0.25 * below - neutrino);
    const double b = lepton * (neutrino - 0.5 * below);
    const double c = 0.25 * lepton * below;
    return vector * vector * (a + xi * (b + xi * c)) / bound;
  });
}

/// Source: Review of Particle Physics, "Dalitz plot parameters for K -> 3 pi decays".
void fill_three_pions(double mass, const Masses& masses, const Slopes& slopes, RandomStream& random,
                      Momenta& momenta) noexcept {
  constexpr double k_pion_squared = 139.57039 * 139.57039;
  const double middle = (mass * mass + masses[0] * masses[0] + masses[1] * masses[1] + masses[2] * masses[2]) / 3.0;
  const double bound = 1.0 + 1.5 * std::abs(slopes.g) + 2.25 * std::abs(slopes.h) + 6.0 * std::abs(slopes.k);
  const auto recoil = [&](std::size_t i) {
    return mass * mass + masses[i] * masses[i] - 2.0 * mass * momenta[i].energy;
  };
  fill_thinned(mass, masses, random, momenta, [&] {
    const double u = (recoil(2) - middle) / k_pion_squared;
    const double v = (recoil(1) - recoil(0)) / k_pion_squared;
    return (1.0 + slopes.g * u + slopes.h * u * u + slopes.k * v * v) / bound;
  });
}

/// Source: KLOE-2, JHEP 05 (2016) 019: expansion of the Dalitz plot.
void fill_eta_pions(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  constexpr double a = -1.095, b = 0.145, d = 0.081, f = 0.141;
  constexpr double k_bound = 1.0 + 1.095 + 0.145 + 0.081 + 0.141;
  const double released = mass - masses[0] - masses[1] - masses[2];
  fill_thinned(mass, masses, random, momenta, [&] {
    const double x = std::numbers::sqrt3 * (momenta[0].energy - momenta[1].energy) / released;
    const double y = 3.0 * (momenta[2].energy - masses[2]) / released - 1.0;
    return (1.0 + y * (a + y * (b + y * f)) + d * x * x) / k_bound;
  });
}

/// Gauge-invariant magnetic transition: photon energy and relative pion momentum squared.
void fill_eta_radiative(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  const double least = square(masses[0] + masses[1]);
  const double best = (mass * mass + 2.0 * least) / 3.0;
  const double bound = square(mass * mass - best) * (best - least);
  fill_thinned(mass, masses, random, momenta, [&] {
    const double pair = mass * mass - 2.0 * mass * momenta[2].energy;
    return square(mass * mass - pair) * (pair - least) / bound;
  });
}

/// Gamma, e-, e+. Source: N. M. Kroll, W. Wada, Phys. Rev. 98 (1955) 1355.
void fill_internal_pair(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  const double least = square(2.0 * masses[1] / mass);
  double x = 0.0;
  do {
    x = std::pow(least, random.uniform());
  } while (random.uniform() >
           (1.0 - x) * (1.0 - x) * (1.0 - x) * (1.0 + 0.5 * least / x) * std::sqrt(std::fmax(0.0, 1.0 - least / x)));
  const double pair_mass = mass * std::sqrt(x);
  const Vector3 axis = isotropic_direction(random);
  FourVector pair;
  std::tie(momenta[0], pair) = decay_in_two({mass, {}}, 0.0, pair_mass, axis);
  double cosine = 0.0;
  do {
    cosine = 2.0 * random.uniform() - 1.0;
  } while (2.0 * random.uniform() > 1.0 + cosine * cosine + least / x * (1.0 - cosine * cosine));
  const Vector3 electron_axis = rotated_to(axis, direction(cosine, 2.0 * std::numbers::pi * random.uniform()));
  std::tie(momenta[1], momenta[2]) = decay_in_two(pair, masses[1], masses[2], electron_axis);
}

/// Two pions through the rho, and the neutrino. Source: Tsai, Phys. Rev. D 4 (1971) 2821, eq. 3.28 (spectrum of the
/// mass); the rho decays isotropically, its polarisation is left out.
void fill_rho(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  constexpr double k_rho_mass = 775.26, k_rho_width = 149.1;
  const double pole = k_rho_mass * k_rho_mass, scale = k_rho_mass * k_rho_width;
  const double low = std::atan((square(masses[0] + masses[1]) - pole) / scale);
  const double high = std::atan((mass * mass - pole) / scale);
  const double largest = two_body_momentum(mass, masses[0], masses[1]);
  double system = 0.0, weight = 0.0;
  do {
    system = std::sqrt(pole + scale * std::tan(low + (high - low) * random.uniform()));
    const double ratio = square(system / mass);
    const double p = two_body_momentum(system, masses[0], masses[1]) / largest;
    weight = (1.0 - ratio) * (1.0 - ratio) * (1.0 + 2.0 * ratio) * p * p * p / std::sqrt(ratio);
  } while (random.uniform() > weight);
  FourVector pair;
  std::tie(momenta[2], pair) = decay_in_two({mass, {}}, masses[2], system, random);
  std::tie(momenta[0], momenta[1]) = decay_in_two(pair, masses[0], masses[1], random);
}

/// Proton, electron, antineutrino: the allowed spectrum, constant matrix element (E. Fermi, Z. Phys. 88 (1934) 161);
/// decay_in_many() gives the phase space, whose density in the energies of the leptons lacks their product.
void fill_beta(double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  const double bound = 0.25 * square(mass - masses[0]);
  fill_thinned(mass, masses, random, momenta, [&] { return momenta[1].energy * momenta[2].energy / bound; });
}

void fill(const Channel& channel, double mass, const Masses& masses, RandomStream& random, Momenta& momenta) noexcept {
  switch (channel.shape) {
    case Shape::phase_space: return fill_phase_space(mass, masses, channel.count, random, momenta);
    case Shape::leptonic: return fill_leptonic(mass, masses, random, momenta);
    case Shape::semileptonic: return fill_semileptonic(mass, masses, random, momenta);
    case Shape::three_pions: return fill_three_pions(mass, masses, channel.slopes, random, momenta);
    case Shape::eta_pions: return fill_eta_pions(mass, masses, random, momenta);
    case Shape::eta_radiative: return fill_eta_radiative(mass, masses, random, momenta);
    case Shape::internal_pair: return fill_internal_pair(mass, masses, random, momenta);
    case Shape::rho: return fill_rho(mass, masses, random, momenta);
    case Shape::beta: return fill_beta(mass, masses, random, momenta);
  }
}

/// `v`, given in the rest frame of `parent` of `mass`, in the frame `parent` is given in. Without the velocity, whose
/// rounding a fast parent would magnify: the products add up to the parent to rounding.
FourVector in_flight(const FourVector& v, const FourVector& parent, double mass) noexcept {
  const double along = dot(parent.momentum, v.momentum);
  const double factor = (v.energy + along / (parent.energy + mass)) / mass;
  return {(parent.energy * v.energy + along) / mass, v.momentum + factor * parent.momentum};
}

const Channel& choose(std::span<const Channel> channels, RandomStream& random) noexcept {
  double sum = 0.0;
  for (const Channel& channel : channels) sum += channel.fraction;
  double left = sum * random.uniform();
  for (const Channel& channel : channels) {
    left -= channel.fraction;
    if (left < 0.0) return channel;
  }
  return channels.back();
}

}  // namespace

void decay(const Product& parent, RandomStream& random, Products& out) {
  PdgCode code = parent.pdg;
  if (code == k_zero || code == k_zero_bar) code = random.uniform() < 0.5 ? k_zero_short : k_zero_long;
  bool conjugate = false;
  std::span<const Channel> channels = channels_of(code);
  if (channels.empty()) {
    channels = channels_of(antiparticle(code));
    conjugate = true;
  }
  WIREBENCH_EXPECT(!channels.empty());

  const Channel& channel = choose(channels, random);
  Masses masses{};
  for (std::size_t i = 0; i < channel.count; ++i) masses[i] = particle(channel.products[i]).mass;
  // The mass of the four-momentum, not the table's: what comes out then adds up to what came in.
  const double mass = parent.momentum.mass();
  Momenta momenta{};
  fill(channel, mass, masses, random, momenta);

  out.clear();
  for (std::size_t i = 0; i < channel.count; ++i) {
    const PdgCode product = channel.products[i];
    out.push_back({conjugate ? antiparticle(product) : product, in_flight(momenta[i], parent.momentum, mass)});
  }
}

}  // namespace wirebench::nuclear
