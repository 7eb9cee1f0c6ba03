#include "wirebench/transport/embedded/em/bremsstrahlung.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "wirebench/transport/embedded/em/constants.hpp"
#include "wirebench/transport/embedded/em/landau_pomeranchuk.hpp"
#include "wirebench/transport/embedded/em/seltzer_berger.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_z = LiquidArgon::charge_number;
constexpr double k_relativistic_from = 5.0;  // MeV

/// Coulomb correction f(alpha Z), Davies, Bethe and Maximon, Phys. Rev. 93 (1954) 788, in the form of the PDG review.
double coulomb_correction() noexcept {
  const double a2 = k_fine_structure * k_fine_structure * k_z * k_z;
  return a2 * (1.0 / (1.0 + a2) + 0.20206 - a2 * (0.0369 - a2 * (0.0083 - a2 * 0.002)));
}

/// Ratio of positrons' to electrons' radiative stopping power.
double positron_ratio(double kinetic) noexcept {
  const double t = std::log1p(1.0e6 / (k_z * k_z) * kinetic / k_electron_mass);
  const double polynomial =
      t * (1.2359e-1 -
           t * (6.1274e-2 - t * (3.1516e-2 - t * (7.7446e-3 - t * (1.0595e-3 - t * (7.0568e-5 - t * 1.8080e-6))))));
  return 1.0 - std::exp(-polynomial);
}

/// The square bracket of Tsai's cross section, with incomplete screening. `y`: photon energy over total energy.
double tsai_bracket(double total, double y) noexcept {
  const double rest = 1.0 - y;
  const double momentum_transfer = 100.0 * k_electron_mass * y / (total * rest);
  const double g = momentum_transfer / std::cbrt(k_z);
  const double e = momentum_transfer / std::cbrt(k_z * k_z);
  const double phi1 = 16.863 - 2.0 * std::log1p(0.311877 * g * g) + 2.4 * std::exp(-0.9 * g) + 1.6 * std::exp(-1.5 * g);
  const double phi_difference = 2.0 / (3.0 + 19.5 * g + 18.0 * g * g);
  const double psi1 =
      24.34 - 2.0 * std::log1p(13.111641 * e * e) + 2.8 * std::exp(-8.0 * e) + 1.2 * std::exp(-29.2 * e);
  const double psi_difference = 2.0 / (3.0 + 120.0 * e + 1200.0 * e * e);
  const double log_z = std::log(k_z);
  const double nucleus = 0.25 * phi1 - log_z / 3.0 - coulomb_correction();
  const double electrons = (0.25 * psi1 - 2.0 * log_z / 3.0) / k_z;
  return (rest + 0.75 * y * y) * (nucleus + electrons) + 0.125 * rest * (phi_difference + psi_difference / k_z);
}

/// What multiple scattering leaves of the square bracket, by its ratio with complete screening. `polarization`:
/// (k_p / k)^2 of the medium.
double suppression(const LiquidArgon& argon, double total, double y, double polarization) noexcept {
  const double rest = 1.0 - y;
  // Energy scale of the effect: alpha m^2 X0 / (4 pi hbar c).
  const double scale = k_fine_structure * k_electron_mass * k_electron_mass * argon.radiation_length() /
                       (4.0 * std::numbers::pi * k_hbar_c);
  const double s_prime = std::sqrt(0.125 * y * scale / (rest * total));
  const double s1 = std::cbrt(k_z * k_z) / (184.15 * 184.15);
  double xi_prime = 2.0;
  if (s_prime > 1.0) {
    xi_prime = 1.0;
  } else if (s_prime > std::numbers::sqrt2 * s1) {
    const double log_condition = 1.0 / std::log(std::numbers::sqrt2 * s1);
    const double h = std::log(s_prime) * log_condition;
    xi_prime = 1.0 + h - 0.08 * (1.0 - h) * h * (2.0 - h) * log_condition;
  }
  const double s = s_prime / std::sqrt(xi_prime) * (1.0 + polarization);
  const MigdalFunctions migdal = migdal_functions(s);
  double xi = 2.0;
  if (s > 1.0) {
    xi = 1.0;
  } else if (s > s1) {
    xi = 1.0 + std::log(s) / std::log(s1);
  }
  if (xi * migdal.no_spin_flip > 1.0 || s > 0.57) xi = 1.0 / migdal.no_spin_flip;  // no enhancement
  const double log_z = std::log(k_z);
  const double radiation_logarithm = std::log(184.15) - log_z / 3.0 - coulomb_correction();
  const double electrons = (std::log(1194.0) - 2.0 * log_z / 3.0) / k_z;
  const double no_logarithm = rest * (1.0 + 1.0 / k_z) / 12.0;
  const double suppressed = xi * (0.25 * y * y * migdal.spin_flip + (rest + 0.5 * y * y) * migdal.no_spin_flip) *
                                (radiation_logarithm + electrons) +
                            no_logarithm;
  return suppressed / ((rest + 0.75 * y * y) * (radiation_logarithm + electrons) + no_logarithm);
}

/// (k_p / E)^2: photons softer than k_p are suppressed by the medium's polarisation.
double polarization_constant(const LiquidArgon& argon) noexcept {
  return 4.0 * std::numbers::pi * k_electron_radius * k_reduced_compton_wavelength * k_reduced_compton_wavelength *
         argon.electrons_per_mm3();
}

}  // namespace

double bremsstrahlung_spectrum(const LiquidArgon& argon, Lepton lepton, double kinetic, double photon) noexcept {
  if (photon > kinetic || photon <= 0.0) return 0.0;
  const double total = kinetic + k_electron_mass;
  const double polarization = polarization_constant(argon) * total * total / (photon * photon);
  double atom = 0.0;  // mm2
  if (kinetic < k_relativistic_from) {
    const double beta_squared = kinetic * (kinetic + 2.0 * k_electron_mass) / (total * total);
    constexpr double mm2_per_millibarn = 1.0e-3 * k_square_mm_per_barn;
    atom = k_z * k_z / beta_squared * seltzer_berger_chi(kinetic, photon / kinetic) * mm2_per_millibarn;
    if (lepton == Lepton::positron) atom *= positron_ratio(kinetic);
  } else {
    const double y = photon / total;
    const double scattering_scale = k_fine_structure * k_electron_mass * k_electron_mass * argon.radiation_length() /
                                    (4.0 * std::numbers::pi * k_hbar_c);
    // Below this energy the polarisation hides the effect of multiple scattering.
    const bool suppressed = total > std::sqrt(polarization_constant(argon)) * scattering_scale;
    const double bracket = tsai_bracket(total, y) * (suppressed ? suppression(argon, total, y, polarization) : 1.0);
    atom = 16.0 / 3.0 * k_fine_structure * k_electron_radius * k_electron_radius * k_z * k_z * std::max(bracket, 0.0);
  }
  return argon.atoms_per_mm3() * atom / (1.0 + polarization);
}

Bremsstrahlung::Bremsstrahlung(const LiquidArgon& argon, Lepton lepton, double cut, double from)
    : argon_{argon}, lepton_{lepton}, cut_{cut}, from_{from}, first_row_{GridPoint::of(cut).index / k_nodes_a_row} {
  const std::size_t rows = GridPoint::k_nodes / k_nodes_a_row + 1 - first_row_;
  spectrum_.resize(rows * k_columns);
  largest_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const double kinetic = std::max(GridPoint::node((row + first_row_) * k_nodes_a_row), cut);
    const double log_soft = std::log(0.5 * kinetic / cut);  // negative just above the cut: those columns are not used
    double* values = &spectrum_[row * k_columns];
    for (std::size_t column = 0; column < k_columns; ++column) {
      double photon = cut * std::exp(log_soft * static_cast<double>(column) / k_soft);
      if (column >= k_soft) {
        const double rest = static_cast<double>(k_columns - 1 - column) / k_hard;
        photon = kinetic * (1.0 - 0.5 * rest * rest);
      }
      values[column] = bremsstrahlung_spectrum(argon, lepton, kinetic, photon);
    }
    largest_[row] = *std::max_element(values, values + k_columns);
  }
}

Bremsstrahlung::Row Bremsstrahlung::row_of(double kinetic) const noexcept {
  const GridPoint point = GridPoint::of(kinetic);
  const std::size_t row = point.index / k_nodes_a_row - first_row_;
  const double* low = &spectrum_[row * k_columns];
  return {low, low + k_columns, (static_cast<double>(point.index % k_nodes_a_row) + point.fraction) / k_nodes_a_row,
          std::max(largest_[row], largest_[row + 1])};
}

double Bremsstrahlung::spectrum(const Row& row, double share, double log_photon, double log_soft) noexcept {
  const double place = share < 0.5 ? k_soft * log_photon / log_soft
                                   : k_soft + k_hard * (1.0 - std::sqrt(2.0 * std::max(0.0, 1.0 - share)));
  const auto column = std::min(static_cast<std::size_t>(std::max(0.0, place)), k_columns - 2);
  const double along = place - static_cast<double>(column);
  const double low = row.low[column] + along * (row.low[column + 1] - row.low[column]);
  const double high = row.high[column] + along * (row.high[column + 1] - row.high[column]);
  return low + row.fraction * (high - low);
}

double Bremsstrahlung::restricted_loss(double kinetic) const noexcept {
  return loss_below(cut_, kinetic);
}

double Bremsstrahlung::total_loss(double kinetic) const noexcept {
  return loss_below(kinetic, kinetic);
}

double Bremsstrahlung::loss_below(double limit, double kinetic) const noexcept {
  if (kinetic < from_ || kinetic <= 0.0) return 0.0;
  // Gauss-Legendre, 8 points, on panels that shrink towards 0, where the polarisation cuts the spectrum off.
  constexpr std::array<double, 4> abscissa{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                           0.9602898564975363};
  constexpr std::array<double, 4> weight{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                         0.1012285362903763};
  double sum = 0.0;
  double high = std::min(limit, kinetic);
  for (int panel = 0; panel < 6; ++panel) {
    const double low = panel == 5 ? 0.0 : 0.25 * high;
    const double half = 0.5 * (high - low);
    for (std::size_t i = 0; i < abscissa.size(); ++i) {
      for (const double x : {-abscissa[i], abscissa[i]}) {
        sum += half * weight[i] * bremsstrahlung_spectrum(argon_, lepton_, kinetic, low + half * (1.0 + x));
      }
    }
    high = low;
  }
  return sum;
}

double Bremsstrahlung::photons_per_mm(double kinetic) const noexcept {
  if (kinetic <= cut_ || kinetic < from_) return 0.0;
  const Row row = row_of(kinetic);
  const double log_range = std::log(kinetic / cut_);
  const double log_soft = log_range - std::numbers::ln2;
  // The interpolated spectrum as it is sampled, over ln k, by midpoints that crowd like the columns do.
  constexpr int points = 512;
  double sum = 0.0;
  double before = std::max(0.0, log_soft);
  const double soft = before / points;
  for (int i = 0; i < points; ++i) {
    const double log_photon = (i + 0.5) * soft;
    sum += soft * spectrum(row, std::exp(log_photon - log_range), log_photon, log_soft);
  }
  const double crowded_from = std::min(1.0, std::sqrt(2.0 * (1.0 - std::exp(before - log_range))));
  for (int i = points; i > 0; --i) {
    const double middle = crowded_from * (i - 0.5) / points;
    const double end = crowded_from * (i - 1) / points;
    const double log_end = log_range + std::log1p(-0.5 * end * end);
    const double share = 1.0 - 0.5 * middle * middle;
    sum += (log_end - before) * spectrum(row, share, log_range + std::log(share), log_soft);
    before = log_end;
  }
  return sum;
}

double Bremsstrahlung::sample_photon(double kinetic, RandomStream& random) const noexcept {
  const Row row = row_of(kinetic);
  const double log_range = std::log(kinetic / cut_);
  const double log_soft = log_range - std::numbers::ln2;
  for (;;) {
    const double log_photon = log_range * random.uniform();
    const double photon = cut_ * std::exp(log_photon);
    if (random.coarse_uniform() * row.largest <= spectrum(row, photon / kinetic, log_photon, log_soft)) return photon;
  }
}

}  // namespace wirebench::transport::embedded
