#include "wirebench/transport/embedded/em/photon_cross_sections.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "wirebench/transport/embedded/em/constants.hpp"

namespace wirebench::transport::embedded {
namespace {

constexpr double k_z = LiquidArgon::charge_number;

/// Log-log interpolation. A doubled x is a step: its second entry holds from there on. The ends hold beyond.
double interpolate(std::span<const TablePoint> table, double x) noexcept {
  if (x <= table.front().x) return table.front().y;
  if (x >= table.back().x) return table.back().y;
  const auto above =
      std::upper_bound(table.begin(), table.end(), x, [](double v, const TablePoint& p) { return v < p.x; });
  const auto below = above - 1;
  return below->y * std::exp(std::log(above->y / below->y) * std::log(x / below->x) / std::log(above->x / below->x));
}

/// Biggs and Lighthill's fit for argon above 0.5 MeV: cm2/g, energy in keV.
double biggs_lighthill(double kev) noexcept {
  return (0.2598e-1 + (0.3454e2 + (0.1059e5 + 0.1068e8 / kev) / kev) / kev) / kev;
}

double polynomial(std::span<const double> coefficients, double x) noexcept {
  double sum = 0.0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) sum = sum * x + *c;
  return sum;
}

/// Fit to Hubbell, Gimm and Overbo's tables; microbarn coefficients.
double hubbell_gimm_overbo_barn(double energy) noexcept {
  constexpr double f1[] = {8.7842e2, -1.9625e3, 1.2949e3, -2.0028e2, 1.2575e1, -2.8333e-1};
  constexpr double f2[] = {-1.0342e1, 1.7692e1, -8.2381, 1.3063, -9.0815e-2, 2.3586e-3};
  constexpr double f3[] = {-4.5263e2, 1.1161e3, -8.6749e2, 2.1773e2, -2.0467e1, 6.5372e-1};
  const double x = std::log(energy / k_electron_mass);
  return 1.0e-6 * (k_z + 1.0) * (polynomial(f1, x) * k_z + polynomial(f2, x) * k_z * k_z + polynomial(f3, x));
}

double threshold_factor(double threshold, double energy) noexcept {
  const double x = 1.0 - threshold / energy;
  return x > 0.0 ? x * x * x : 0.0;
}

}  // namespace

double photoelectric_barn(double energy) noexcept {
  constexpr double join = 0.8;  // MeV
  if (energy <= join) return interpolate(xcom_argon::photoelectric(), energy);
  // The fit is for energies well above; it is led over from the table between 0.8 and 2 MeV.
  constexpr double barn_per_cm2_g = LiquidArgon::molar_mass / 0.602214076;
  const double fit = biggs_lighthill(1.0e3 * energy) * barn_per_cm2_g;
  if (energy >= 2.0) return fit;
  const double mismatch =
      interpolate(xcom_argon::photoelectric(), join) / (biggs_lighthill(1.0e3 * join) * barn_per_cm2_g);
  return fit * (1.0 + (mismatch - 1.0) * (2.0 - energy) / (2.0 - join));
}

double compton_barn(double energy) noexcept {
  return interpolate(xcom_argon::compton(), energy);
}

double rayleigh_barn(double energy) noexcept {
  const auto table = xcom_argon::rayleigh();
  if (energy <= table.back().x) return interpolate(table, energy);
  return table.back().y * (table.back().x / energy) * (table.back().x / energy);
}

double pair_production_barn(double energy) noexcept {
  if (energy <= 2.0 * k_electron_mass) return 0.0;
  const auto xcom = [](double e) {
    return interpolate(xcom_argon::pair(), e) * threshold_factor(2.0 * k_electron_mass, e) +
           interpolate(xcom_argon::triplet(), e) * threshold_factor(4.0 * k_electron_mass, e);
  };
  constexpr double first = 4.0, last = 5.0;  // MeV: led over between
  if (energy <= first) return xcom(energy);
  const double fit = hubbell_gimm_overbo_barn(energy);
  if (energy >= last) return fit;
  const double share = (energy - first) / (last - first);
  return share * fit + (1.0 - share) * xcom(energy);
}

PhotonCrossSections::PhotonCrossSections(const LiquidArgon& argon, const PhotonProcesses& processes)
    : atoms_per_barn_mm_{argon.atoms_per_mm3() * k_square_mm_per_barn}, has_photoelectric_{processes.photoelectric} {
  constexpr double lowest = 0.9e-3;  // MeV
  const auto table = [&](bool on, double (*barn)(double) noexcept) {
    return EnergyTable{lowest, [&](double energy) { return on ? atoms_per_barn_mm_ * barn(energy) : 0.0; }};
  };
  compton_ = table(processes.compton, compton_barn);
  pair_production_ = table(processes.pair_production, pair_production_barn);
  photoelectric_ = table(processes.photoelectric, photoelectric_barn);
  const EnergyTable rayleigh = table(processes.rayleigh, rayleigh_barn);
  total_ = EnergyTable{lowest, [&](double energy) {
                         const GridPoint point = GridPoint::of(energy);
                         return compton_.at(point) + pair_production_.at(point) + photoelectric_.at(point) +
                                rayleigh.at(point);
                       }};
}

void PhotonCrossSections::correct_near_edge(double energy, PerMm& result) const noexcept {
  if (!has_photoelectric_) return;
  const double exact = atoms_per_barn_mm_ * photoelectric_barn(energy);
  result.total += exact - result.photoelectric;
  result.photoelectric = exact;
}

}  // namespace wirebench::transport::embedded
