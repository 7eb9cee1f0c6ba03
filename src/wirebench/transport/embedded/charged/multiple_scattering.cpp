#include "wirebench/transport/embedded/charged/multiple_scattering.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "wirebench/transport/embedded/charged/coarse_uniform.hpp"
#include "wirebench/transport/embedded/charged/constants.hpp"

namespace wirebench::transport::embedded {

using namespace constants;

// Angles are given by mu = (1 - cos theta) / 2 throughout, 0 to 1.
struct MultipleScattering::State {
  double beta_squared;
  double per_mm;        // dN / (ds dmu) = per_mm / (mu + screening)^2 for the nuclei, before acceptance()
  double screening;     // A
  double size;          // nuclear form factor squared = (1 + size mu)^-4
  double electron_end;  // largest mu in a collision with an electron
  double nucleus_end;   // and with a nucleus
};

namespace {

constexpr double k_charge = LiquidArgon::charge_number;
constexpr double k_electron_share = 1.0 / k_charge;  // Z electrons against Z^2 of the nucleus
constexpr double k_drawn = 0.4;                      // collisions drawn one by one in a step, about
constexpr double k_exp_drawn = 0.67032004603563930;  // exp(-k_drawn)
constexpr double k_piece = 0.5;                      // longest piece of a step, transport mean free paths
constexpr int k_most_pieces = 8;

/// Charge radius of argon-40, mm. Source: Angeli, Marinova, At. Data Nucl. Data Tables 99 (2013) 69: 3.4274 fm.
constexpr double k_nuclear_radius = 3.4274e-12;
/// Momentum transfer, MeV, of a wave of the nucleus' radius, hbar c / (A^(1/3) fm): hadrons that take more are
/// scattered by the strong force, which is another process.
constexpr double k_hadron_transfer = 57.7;

double log_ratio(double end, double screening) noexcept {
  return std::log(1.0 + end / screening);
}

/// Integral from 0 to `end` of mu / ((mu + a)^2 (1 + c mu)); `logarithm` = ln(1 + end / a).
double first_moment(double end, double a, double c, double logarithm) noexcept {
  const double d = 1.0 - c * a;
  const double x = c * end;
  const double tail = x < 1e-2 ? x * (1.0 - x * (0.5 - x * (1.0 / 3.0 - 0.25 * x))) : std::log(1.0 + x);
  return ((logarithm - tail) / d - end / (end + a)) / d;
}
/// The same with mu^2.
double second_moment(double end, double a, double c, double logarithm) noexcept {
  const double d = 1.0 - c * a;
  const double x = c * end;
  // (ln(1 + x) / c - end) loses its digits for small x.
  const double tail = x < 1e-3 ? end * (1.0 - x * (0.5 - x / 3.0)) : std::log(1.0 + x) / c;
  return (tail - a * (1.0 + d) * logarithm) / (d * d) + a * end / (end + a) / d;
}

/// Integral from 0 to `end` of mu^(3/2) (1 - mu^(1/2)) / (mu + a)^2, for a much less than `end`: what McKinley and
/// Feshbach's term adds to the first moment.
double mott_moment(double end, double a) noexcept {
  constexpr double k_screened = 1.5 * std::numbers::pi;
  return std::max(0.0, 2.0 * std::sqrt(end) - k_screened * std::sqrt(a)) - end;
}

/// mu with mean `mean` and mean square `square`: exponential where that is small (a Gaussian in the plane), else two
/// uniform pieces. Source: Baro et al., Nucl. Instrum. Meth. B 100 (1995) 31, sec. 3.1.
double sample_soft(double mean, double square, RandomStream& random) noexcept {
  if (mean < 0.04) {
    return std::min(1.0, -mean * std::log(coarse_uniform(random)));
  }
  const double rest = 1.0 - 2.0 * mean;
  if (rest < 1e-3) return coarse_uniform(random);
  const double border = std::min(1.0, std::max(0.0, (2.0 * mean - 3.0 * square) / rest));
  const double share = std::min(1.0, std::max(0.0, rest + border));
  const double u = coarse_uniform(random);
  if (u < share) return share > 0.0 ? border * u / share : 0.0;
  return border + (1.0 - border) * (u - share) / (1.0 - share);
}

Vector3 at_polar(double mu, RandomStream& random) noexcept {
  const double sine = 2.0 * std::sqrt(std::max(0.0, mu * (1.0 - mu)));
  // A point in the unit disc instead of sine and cosine of an azimuth.
  double x = 0.0, y = 0.0, square = 0.0;
  do {
    x = 2.0 * coarse_uniform(random) - 1.0;
    y = 2.0 * coarse_uniform(random) - 1.0;
    square = x * x + y * y;
  } while (square > 1.0 || square < 1e-12);
  const double scale = sine / std::sqrt(square);
  return {scale * x, scale * y, 1.0 - 2.0 * mu};
}

}  // namespace

MultipleScattering::MultipleScattering(const LiquidArgon& argon, double mass, double charge, double cut) noexcept
    : mass_{mass}, cut_{cut} {
  const double product = charge * k_charge * fine_structure;
  const double radius = 0.88534138 * bohr_radius / std::cbrt(k_charge);  // Thomas-Fermi
  const bool electron = mass < 2.0 * electron_mass;
  const bool lepton = mass < 1.1 * muon_mass;
  strength_ = std::numbers::pi * argon.atoms_per_mm3() * product * product * hbar_c * hbar_c;
  // Particles heavier than the electron are screened from a larger angle than Moliere's in light matter.
  const double heavy_factor = electron ? 1.0 : 1.0 + std::exp(-1e-3 * k_charge * k_charge);
  screening_ = 0.25 * heavy_factor * hbar_c * hbar_c / (radius * radius);
  screening_born_ = 3.76 * product * product;
  nuclear_size_ = k_nuclear_radius * k_nuclear_radius / (3.0 * hbar_c * hbar_c);
  mott_ = electron ? -std::numbers::pi * product : 0.0;  // more for electrons, less for positrons
  spin_ = lepton ? 1.0 : 0.0;
  nuclear_transfer_squared_ =
      lepton ? std::numeric_limits<double>::infinity() : 0.25 * k_hadron_transfer * k_hadron_transfer;
  transfer_limit_ = !electron ? -1.0 : (charge < 0.0 ? 0.5 : 1.0);
}

MultipleScattering::State MultipleScattering::state(double kinetic) const noexcept {
  const double momentum_squared = kinetic * (kinetic + 2.0 * mass_);
  const double total = kinetic + mass_;
  const double beta_squared = momentum_squared / (total * total);
  const double inverse = 1.0 / momentum_squared;
  const double per_mm = strength_ * inverse / beta_squared;
  const double screening = screening_ * inverse * (1.13 + screening_born_ / beta_squared);
  const double largest = transfer_limit_ > 0.0 ? transfer_limit_ * kinetic
                                               : 2.0 * electron_mass * momentum_squared /
                                                     (mass_ * mass_ + electron_mass * (electron_mass + 2.0 * total));
  // An electron that gets the energy W takes the momentum q, q^2 = W (W + 2 m), which is 4 p^2 mu to first order.
  const double transfer = std::min(cut_, largest);
  const double electron_end = std::min(1.0, 0.25 * transfer * (transfer + 2.0 * electron_mass) * inverse);
  const double nucleus_end = std::min(1.0, nuclear_transfer_squared_ * inverse);
  return {beta_squared, per_mm, screening, nuclear_size_ * momentum_squared, electron_end, nucleus_end};
}

double MultipleScattering::acceptance(const State& now, double mu) const noexcept {
  double spin = 1.0 - spin_ * now.beta_squared * mu;
  if (mott_ != 0.0) {
    const double root = std::sqrt(mu);
    spin += mott_ * std::sqrt(now.beta_squared) * root * (1.0 - root);  // McKinley, Feshbach
  }
  const double form = 1.0 / (1.0 + now.size * mu);
  const double nucleus = mu < now.nucleus_end ? spin * form * form * form * form : 0.0;
  return nucleus + (mu < now.electron_end ? k_electron_share : 0.0);
}

double MultipleScattering::transport_per_mm(double kinetic) const noexcept {
  const State now = state(kinetic);
  // (1 + b mu)^-4 and 1 / (1 + b e^(11/6) mu) have the same integral over mu to infinity, above the screening angle.
  const double end = now.nucleus_end;
  const double slope = (end < 1.0 ? 4.0 : 6.2547) * now.size;
  const double logarithm = log_ratio(end, now.screening);
  const double nucleus = first_moment(end, now.screening, slope, logarithm) -
                         spin_ * now.beta_squared * second_moment(end, now.screening, slope, logarithm);
  const double electrons =
      first_moment(now.electron_end, now.screening, 0.0, log_ratio(now.electron_end, now.screening));
  const double mott = mott_ == 0.0 ? 0.0 : mott_ * std::sqrt(now.beta_squared) * mott_moment(1.0, now.screening);
  return 2.0 * now.per_mm * (nucleus + mott + k_electron_share * electrons);
}

Vector3 MultipleScattering::deflect(const State& now, double path, RandomStream& random) const noexcept {
  // The limit between drawn and summed collisions: k_drawn collisions above it, or all if there are fewer.
  const double bound = 1.0 + k_electron_share + 0.25 * std::max(0.0, mott_);  // of acceptance()
  const double strength = now.per_mm * path;
  const double inverse_end = 1.0 / (1.0 + now.screening);
  double inverse_limit = inverse_end + k_drawn / (strength * bound);
  double count = k_drawn;
  double exp_count = k_exp_drawn;
  double limit = 1.0 / inverse_limit - now.screening;
  Vector3 axis{0.0, 0.0, 1.0};
  if (limit <= 0.0) {
    limit = 0.0;
    inverse_limit = 1.0 / now.screening;
    count = strength * bound * (inverse_limit - inverse_end);
    exp_count = std::exp(-count);
  } else {
    const double slope = 4.0 * now.size;
    const double nucleus_limit = std::min(limit, now.nucleus_end);
    const double logarithm = log_ratio(nucleus_limit, now.screening);
    const double electron_limit = std::min(limit, now.electron_end);
    const double electron_logarithm =
        electron_limit == nucleus_limit ? logarithm : log_ratio(electron_limit, now.screening);
    const double square_moment = second_moment(nucleus_limit, now.screening, slope, logarithm);
    double moment = first_moment(nucleus_limit, now.screening, slope, logarithm) -
                    spin_ * now.beta_squared * square_moment +
                    k_electron_share * first_moment(electron_limit, now.screening, 0.0, electron_logarithm);
    if (mott_ != 0.0 && limit > 30.0 * now.screening) {
      moment += mott_ * std::sqrt(now.beta_squared) * mott_moment(limit, now.screening);
    }
    const double first = strength * moment;
    double mean = first * (1.0 - first);
    double square = 2.0 * mean * mean;
    if (first > 0.01) {
      // Lewis: the Legendre moments decay exponentially with the path.
      const double second = strength * (square_moment + k_electron_share * second_moment(electron_limit, now.screening,
                                                                                         0.0, electron_logarithm));
      mean = 0.5 * (1.0 - std::exp(-2.0 * first));
      square = mean - (1.0 - std::exp(-6.0 * (first - second))) / 6.0;
    }
    axis = at_polar(sample_soft(mean, square, random), random);
  }
  // Poisson number of drawn collisions, by inversion.
  double left = coarse_uniform(random);
  double term = exp_count;
  for (int n = 1; left >= term && n < 64; ++n) {
    left -= term;
    term *= count / n;
    const double mu = 1.0 / (inverse_limit - coarse_uniform(random) * (inverse_limit - inverse_end)) - now.screening;
    if (coarse_uniform(random) * bound < acceptance(now, mu)) axis = rotated_to(axis, at_polar(mu, random));
  }
  return axis;
}

Scatter MultipleScattering::sample(double kinetic, double kinetic_end, double path,
                                   RandomStream& random) const noexcept {
  Scatter result{{0.0, 0.0, 1.0}, {}, path};
  if (path <= 0.0 || kinetic <= 0.0) return result;
  const double end = std::max(0.0, kinetic_end);
  State now = state(0.5 * (kinetic + end));
  int pieces = 1;
  double depth = 0.0;  // transport mean free paths in a piece
  // A first guess without the logarithm's exact value, which is 5 to 20.
  if (now.per_mm * path > k_piece / 40.0) {
    depth = path * transport_per_mm(0.5 * (kinetic + end));
    pieces = static_cast<int>(std::min(static_cast<double>(k_most_pieces), 1.0 + depth / k_piece));
    if (end < 0.5 * kinetic) pieces = std::max(pieces, 4);
    depth /= pieces;
  }
  const double piece = path / pieces;
  // The deflection acts a little before the middle of the piece on average: with <cos> = exp(-depth) the mean advance
  // is then (1 - exp(-depth)) / depth to second order (Lewis).
  const double reach = piece * (1.0 - std::min(depth, 1.0) / 6.0);
  Vector3 position{};
  Vector3 direction{0.0, 0.0, 1.0};
  for (int i = 0; i < pieces; ++i) {
    if (pieces > 1) now = state(kinetic + (end - kinetic) * ((i + 0.5) / pieces));
    const double before = reach * coarse_uniform(random);
    position += before * direction;
    direction = i == 0 ? deflect(now, piece, random) : rotated_to(direction, deflect(now, piece, random));
    position += (piece - before) * direction;
  }
  result.direction = (1.0 / norm(direction)) * direction;
  result.straight = position.z;
  result.displacement = {position.x, position.y, 0.0};
  return result;
}

}  // namespace wirebench::transport::embedded
