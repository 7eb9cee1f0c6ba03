#include "wirebench/generator/hadronization.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "wirebench/core/contract.hpp"
#include "wirebench/generator/phase_space.hpp"
#include "wirebench/generator/weak_constants.hpp"
#include "wirebench/nuclear/phase_space.hpp"

namespace wirebench::generator {
namespace {

namespace pdg = nuclear::pdg;
using nuclear::FourVector;
using nuclear::PdgCode;

constexpr std::size_t k_most_hadrons = 16;

/// The mirror image by isospin of an antineutrino on one nucleon is a neutrino on the other.
bool neutrino_on_proton_like(const Probe& probe, Nucleon nucleon) noexcept {
  return (nucleon == Nucleon::proton) != probe.antineutrino();
}

// The heaviest of each kind, so that any charges fit; GeV.
constexpr double k_heaviest_nucleon = 0.9396;
constexpr double k_heaviest_pion = 0.1396;
constexpr double k_spare = 1.0;  // MeV, above the sum of the masses

std::size_t most_hadrons(double w_gev) noexcept {
  const double pions = (w_gev - k_heaviest_nucleon) / k_heaviest_pion;
  return std::min(k_most_hadrons, 1 + static_cast<std::size_t>(std::max(1.0, std::floor(pions))));
}

/// Weights of one and of two pions in the background to the resonances (inelastic.hpp).
struct BackgroundWeights {
  double one_pion;
  double two_pions;
};
BackgroundWeights background_weights(const Probe& probe, Nucleon nucleon) noexcept {
  return neutrino_on_proton_like(probe, nucleon) ? BackgroundWeights{0.0077, 0.788} : BackgroundWeights{0.128, 2.115};
}

double mass_of(PdgCode code) noexcept {
  return nuclear::particle(code).mass;
}

/// Kinds of the hadrons, the baryon first. Empty when this draw does not fit in the mass.
std::vector<PdgCode> draw_kinds(std::size_t count, int charge, double w_mev, RandomStream& random) {
  std::vector<PdgCode> kinds;
  kinds.reserve(count);
  const double w_gev = 1e-3 * w_mev;
  // Strangeness: a hyperon with a kaon, at the measured rate of hyperons (AGKY).
  const double hyperons = 0.02195 + 0.04197 * std::log(w_gev * w_gev);
  const bool strange = random.uniform() < hyperons;
  int left = charge;
  if (strange) {
    kinds.push_back(pdg::lambda);
  } else {
    double protons = charge >= 2 ? 2.0 / 3.0 : charge <= -1 ? 1.0 / 3.0 : 0.5;
    if (count == 2 && charge >= 2) protons = 1.0;
    if (count == 2 && charge <= -1) protons = 0.0;
    const bool proton = random.uniform() < protons;
    kinds.push_back(proton ? pdg::proton : pdg::neutron);
    if (proton) --left;
  }
  std::size_t open = count - 1;
  if (static_cast<std::size_t>(std::abs(left)) > open) return {};
  if (strange) {
    // The kaon takes a positive charge where there is one to take.
    if (left > 0) {
      kinds.push_back(pdg::k_plus);
      --left;
    } else {
      kinds.push_back(pdg::k_zero);
    }
    --open;
    if (static_cast<std::size_t>(std::abs(left)) > open) return {};
  }
  for (; left > 0; --left, --open) kinds.push_back(pdg::pi_plus);
  for (; left < 0; ++left, --open) kinds.push_back(pdg::pi_minus);
  if (open % 2 == 1) {
    kinds.push_back(pdg::pi_zero);
    --open;
  }
  for (; open > 0; open -= 2) {
    const double draw = random.uniform();
    if (draw < 0.31) {
      kinds.insert(kinds.end(), {pdg::pi_zero, pdg::pi_zero});
    } else if (draw < 0.94) {
      kinds.insert(kinds.end(), {pdg::pi_plus, pdg::pi_minus});
    } else if (random.uniform() < 0.5) {
      kinds.insert(kinds.end(), {pdg::k_plus, pdg::k_minus});
    } else {
      kinds.insert(kinds.end(), {pdg::k_zero, pdg::k_zero_bar});
    }
  }
  double sum = 0.0;
  for (const PdgCode kind : kinds) sum += mass_of(kind);
  if (!(sum + k_spare < w_mev)) return {};
  return kinds;
}

// Distribution of the baryon (AGKY): exp(-(x + 0.385)^2 / (2 * 0.131)) in Feynman x, exp(-6.625 pT2 / GeV2).
constexpr double k_feynman_centre = -0.385;
constexpr double k_feynman_variance = 0.131;
constexpr double k_transverse_slope = 6.625e-6;  // MeV^-2

/// Weight of a baryon with momentum `p` (MeV, rest frame of the system): distribution in Feynman x and pT2 of AGKY,
/// relative to their maxima.
double baryon_weight(const Vector3& p, const Vector3& axis, double w_mev) noexcept {
  const double along = dot(p, axis);
  const double transverse2 = std::max(0.0, dot(p, p) - along * along);
  const double x = 2.0 * along / w_mev;
  const double off = x - k_feynman_centre;
  return std::exp(-0.5 * off * off / k_feynman_variance) * std::exp(-k_transverse_slope * transverse2);
}

double transverse(const Vector3& p, const Vector3& axis) noexcept {
  const double along = dot(p, axis);
  return std::sqrt(std::max(0.0, dot(p, p) - along * along));
}

/// Momentum of the baryon against a system of at least `others` mass: Feynman x and pT drawn, not uniform in phase
/// space. Returns nothing when the draw is not possible.
bool draw_baryon(double w_mev, double mass, double others, const Vector3& axis, RandomStream& random, Vector3& p) {
  const double x = k_feynman_centre + std::sqrt(k_feynman_variance) * random.normal();
  const double pt2 = random.exponential(1.0 / k_transverse_slope);
  if (!(x > -1.0 && x < 1.0)) return false;
  const double along = 0.5 * x * w_mev;
  const double energy = std::sqrt(mass * mass + along * along + pt2);
  if (!(energy < w_mev)) return false;
  const double rest2 = (w_mev - energy) * (w_mev - energy) - along * along - pt2;
  if (!(rest2 > (others + k_spare) * (others + k_spare))) return false;
  const double phi = random.uniform(0.0, 2.0 * std::numbers::pi);
  const double pt = std::sqrt(pt2);
  p = rotated_to(axis, {pt * std::cos(phi), pt * std::sin(phi), along});
  return true;
}

/// Momenta of two bodies, the first the baryon: on a sphere, weighted as above.
void two_hadrons(double w_mev, std::span<const double> masses, const Vector3& axis, RandomStream& random,
                 std::span<FourVector> out) {
  const double momentum = nuclear::two_body_momentum(w_mev, masses[0], masses[1]);
  Vector3 p{};
  for (int attempt = 0; attempt < 1000; ++attempt) {
    p = momentum * nuclear::isotropic_direction(random);
    if (random.uniform() < baryon_weight(p, axis, w_mev)) break;
  }
  out[0] = FourVector::on_shell(masses[0], p);
  out[1] = FourVector::on_shell(masses[1], -p);
}

/// Shares out `total` among mesons: phase space weighted with exp(-3.5 pT / GeV). One of a fixed number of points is
/// taken by its weight (sampling and importance resampling), so that the time does not grow with the multiplicity.
void mesons(const FourVector& total, std::span<const double> masses, const Vector3& axis, RandomStream& random,
            std::span<FourVector> out) {
  constexpr int k_candidates = 16;
  const double mass = total.mass();
  const Vector3 beta = velocity(total);
  std::array<FourVector, k_most_bodies> point{};
  const std::span<FourVector> candidate{point.data(), masses.size()};
  double sum = 0.0;
  for (int i = 0; i < k_candidates; ++i) {
    double weight = phase_space_point(mass, masses, random, candidate);
    double total_pt = 0.0;
    for (FourVector& body : candidate) {
      body = boosted(body, beta);
      total_pt += transverse(body.momentum, axis);
    }
    weight *= std::exp(-3.5e-3 * total_pt);
    sum += weight;
    if (i == 0 || random.uniform() * sum < weight) std::copy(candidate.begin(), candidate.end(), out.begin());
  }
}

}  // namespace

double mean_charged_multiplicity(const Probe& probe, Nucleon nucleon, double w_gev) noexcept {
  const bool proton = nucleon == Nucleon::proton;
  double a = proton ? 0.40 : -0.20;
  double b = 1.42;
  if (probe.antineutrino()) {
    a = proton ? 0.02 : 0.80;
    b = proton ? 1.28 : 0.95;
  }
  return std::max(0.0, a + b * std::log(w_gev * w_gev));
}

std::vector<double> multiplicity_distribution(const Probe& probe, Nucleon nucleon, double w_gev) {
  const double mean = std::max(0.5, 1.5 * mean_charged_multiplicity(probe, nucleon, w_gev));
  const double c = nucleon == Nucleon::proton ? 7.93 : 5.22;
  const std::size_t most = most_hadrons(w_gev);
  std::vector<double> result(most - 1);
  double sum = 0.0;
  for (std::size_t n = 2; n <= most; ++n) {
    const double argument = c * static_cast<double>(n) / mean + 1.0;
    result[n - 2] = std::exp(argument * std::log(c) - std::lgamma(argument));
    sum += result[n - 2];
  }
  for (double& p : result) p /= sum;
  return result;
}

double background_share(const Probe& probe, Nucleon nucleon, double w_gev) {
  const auto p = multiplicity_distribution(probe, nucleon, w_gev);
  const auto [one_pion, two_pions] = background_weights(probe, nucleon);
  double share = p[0] * one_pion;
  if (p.size() > 1) share += p[1] * two_pions;
  for (std::size_t i = 2; i < p.size(); ++i) share += p[i];
  return share;
}

void hadronize(const Probe& probe, Nucleon nucleon, Region region, double w_mev, const Vector3& axis,
               RandomStream& random, nuclear::Products& out) {
  // Any nucleon and pion fit then, so that the tries below end.
  WIREBENCH_EXPECT(w_mev > 1e3 * (k_heaviest_nucleon + k_heaviest_pion) + k_spare);
  auto distribution = multiplicity_distribution(probe, nucleon, 1e-3 * w_mev);
  if (region == Region::background) {
    const auto [one_pion, two_pions] = background_weights(probe, nucleon);
    distribution[0] *= one_pion;
    if (distribution.size() > 1) distribution[1] *= two_pions;
  }
  const double sum = std::accumulate(distribution.begin(), distribution.end(), 0.0);
  const int charge = (nucleon == Nucleon::proton ? 1 : 0) + probe.hadron_charge();

  std::array<double, k_most_bodies> masses{};
  std::array<FourVector, k_most_bodies> momenta{};
  for (int attempt = 0;; ++attempt) {
    double draw = random.uniform() * sum;
    std::size_t count = 2;
    for (; count < distribution.size() + 1 && draw >= distribution[count - 2]; ++count) draw -= distribution[count - 2];
    constexpr int most_tries = 50;
    if (attempt > most_tries) count = 2;
    const auto kinds = draw_kinds(count, charge, w_mev, random);
    if (kinds.empty()) continue;
    for (std::size_t i = 0; i < kinds.size(); ++i) masses[i] = mass_of(kinds[i]);
    const std::span<const double> used{masses.data(), kinds.size()};
    const std::span<FourVector> made{momenta.data(), kinds.size()};
    if (kinds.size() == 2) {
      two_hadrons(w_mev, used, axis, random, made);
    } else {
      const double others = std::accumulate(used.begin() + 1, used.end(), 0.0);
      Vector3 p{};
      bool drawn = false;
      for (int tries = 0; tries < 30 && !drawn; ++tries) drawn = draw_baryon(w_mev, used[0], others, axis, random, p);
      if (drawn) {
        made[0] = FourVector::on_shell(used[0], p);
        mesons(FourVector{w_mev, {}} - made[0], used.subspan(1), axis, random, made.subspan(1));
      } else {
        // Little energy is left over the masses: phase space alone.
        nuclear::decay_in_many({w_mev, {}}, used, random, made);
      }
    }
    for (std::size_t i = 0; i < kinds.size(); ++i) out.push_back({kinds[i], made[i]});
    return;
  }
}

}  // namespace wirebench::generator
