#include "wirebench/generator/inelastic.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "wirebench/generator/hadronization.hpp"
#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/parton_densities.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

constexpr double square(double x) noexcept {
  return x * x;
}

/// x times quark and antiquark densities, weighted with the squared couplings of the left- and right-handed current.
struct QuarkSums {
  double same = 0.0;      ///< scatters with the projectile's helicity: no dependence on y
  double opposite = 0.0;  ///< (1 - y)^2
};

QuarkSums quark_sums(const Probe& probe, Nucleon nucleon, double x, double q2) noexcept {
  PartonDensities p = proton_partons(x, q2);
  const double dipole = 1.0 / square(1.0 + q2 / 0.71);
  const double rise = 1.0 - dipole * dipole;
  p.up_valence *= rise * (q2 + 0.189) / (q2 + 0.291);
  p.down_valence *= rise * (q2 + 0.255) / (q2 + 0.202);
  p.up_sea *= q2 / (q2 + 0.363);
  p.down_sea *= q2 / (q2 + 0.621);
  p.strange *= q2 / (q2 + 0.380);
  if (nucleon == Nucleon::neutron) {
    std::swap(p.up_valence, p.down_valence);
    std::swap(p.up_sea, p.down_sea);
  }
  const double up = p.up_valence + p.up_sea;
  const double down = p.down_valence + p.down_sea;
  QuarkSums sums;
  if (probe.charged()) {
    // A neutrino turns d into u and anti-u into anti-d; s into u only by the small mixing, charm being left out.
    const double vud2 = square(weak::k_vud);
    const double vus2 = 1.0 - vud2;
    sums = probe.antineutrino() ? QuarkSums{p.down_sea * vud2 + p.strange * vus2, up}
                                : QuarkSums{down * vud2 + p.strange * vus2, p.up_sea};
    return sums;
  }
  constexpr double s2 = weak::k_sin2_weinberg;
  constexpr double up_left = square(0.5 - 2.0 / 3.0 * s2), up_right = square(2.0 / 3.0 * s2);
  constexpr double down_left = square(0.5 - 1.0 / 3.0 * s2), down_right = square(1.0 / 3.0 * s2);
  const double strange = p.strange;
  const double left_quarks = up_left * up + down_left * (down + strange);
  const double right_quarks = up_right * up + down_right * (down + strange);
  const double left_anti = up_left * p.up_sea + down_left * (p.down_sea + strange);
  const double right_anti = up_right * p.up_sea + down_right * (p.down_sea + strange);
  sums = {left_quarks + right_anti, right_quarks + left_anti};
  if (probe.antineutrino()) std::swap(sums.same, sums.opposite);
  return sums;
}

}  // namespace

double inelastic_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                               double q2_gev2) noexcept {
  constexpr double mass = weak::k_nucleon_mass;
  if (w_gev <= mass + weak::k_pion_mass || q2_gev2 <= 0.0) return 0.0;
  const LeptonVertex vertex{energy_gev, mass, probe.lepton_mass_gev()};
  const auto limits = vertex.q2_limits(w_gev);
  if (!limits || q2_gev2 < limits->low || q2_gev2 > limits->high) return 0.0;
  const double nu = vertex.energy_transfer(w_gev, q2_gev2);
  const double y = nu / energy_gev;
  const double x = q2_gev2 / (2.0 * mass * nu);
  if (!(y > 0.0 && y < 1.0 && x > 0.0 && x < 1.0)) return 0.0;
  constexpr double a = 0.538, b = 0.305;  // GeV2
  const double scaling =
      2.0 * x * (q2_gev2 + b) / (q2_gev2 * (1.0 + std::sqrt(1.0 + square(2.0 * mass * x) / q2_gev2)) + 2.0 * a * x);
  const QuarkSums sums = quark_sums(probe, nucleon, scaling, q2_gev2);
  const double coupling = square(weak::k_fermi_constant) * 2.0 * mass * energy_gev / std::numbers::pi;
  // F2 (1 - y + y^2/2 - M x y / 2E) +- x F3 (y - y^2/2) with 2 x F1 = F2, in terms of the two helicities.
  const double recoil = 0.5 * mass * x * y / energy_gev;
  const double per_xy = coupling * (sums.same * (1.0 - recoil) + sums.opposite * (square(1.0 - y) - recoil));
  const double jacobian = 2.0 * w_gev / (4.0 * mass * mass * nu * energy_gev);
  return std::fmax(0.0, per_xy * jacobian) * weak::k_cross_section_unit;
}

double background_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double w_gev,
                                double q2_gev2) noexcept {
  if (w_gev >= weak::k_resonance_limit) return 0.0;
  const double whole = inelastic_cross_section(probe, nucleon, energy_gev, w_gev, q2_gev2);
  return whole > 0.0 ? whole * background_share(probe, nucleon, w_gev) : 0.0;
}

}  // namespace wirebench::generator
