#include "wirebench/generator/quasi_elastic.hpp"

#include <cmath>
#include <numbers>

#include "wirebench/generator/lepton_kinematics.hpp"
#include "wirebench/generator/weak_constants.hpp"

namespace wirebench::generator {
namespace {

constexpr double square(double x) noexcept {
  return x * x;
}

constexpr double k_proton_moment = 2.792847;
constexpr double k_neutron_moment = -1.913043;

struct Vector {
  double dirac;
  double pauli;
};

/// Dirac and Pauli form factors of a nucleon from its electric and magnetic ones.
Vector vector_form_factors(Nucleon nucleon, double q2) noexcept {
  const double tau = q2 / (4.0 * square(weak::k_nucleon_mass));
  const double dipole = 1.0 / square(1.0 + q2 / square(weak::k_vector_mass));
  const bool proton = nucleon == Nucleon::proton;
  const double electric = proton ? dipole : -k_neutron_moment * tau / (1.0 + 5.6 * tau) * dipole;
  const double magnetic = (proton ? k_proton_moment : k_neutron_moment) * dipole;
  return {(electric + tau * magnetic) / (1.0 + tau), (magnetic - electric) / (1.0 + tau)};
}

}  // namespace

FormFactors form_factors(const Probe& probe, Nucleon nucleon, double q2_gev2) noexcept {
  const Vector proton = vector_form_factors(Nucleon::proton, q2_gev2);
  const Vector neutron = vector_form_factors(Nucleon::neutron, q2_gev2);
  const double axial = -weak::k_axial_coupling / square(1.0 + q2_gev2 / square(weak::k_axial_mass_elastic));
  FormFactors f{proton.dirac - neutron.dirac, proton.pauli - neutron.pauli, axial, 0.0};
  if (probe.charged()) {
    f.pseudoscalar = 2.0 * square(weak::k_nucleon_mass) * axial / (square(weak::k_pion_mass) + q2_gev2);
    return f;
  }
  const double isospin = nucleon == Nucleon::proton ? 0.5 : -0.5;
  const Vector& own = nucleon == Nucleon::proton ? proton : neutron;
  f.dirac = isospin * f.dirac - 2.0 * weak::k_sin2_weinberg * own.dirac;
  f.pauli = isospin * f.pauli - 2.0 * weak::k_sin2_weinberg * own.pauli;
  f.axial *= isospin;
  return f;
}

double quasi_elastic_cross_section(const Probe& probe, Nucleon nucleon, double energy_gev, double q2_gev2) noexcept {
  const Nucleon charged_target = probe.antineutrino() ? Nucleon::proton : Nucleon::neutron;
  if (probe.charged() && nucleon != charged_target) return 0.0;
  const double mass2 = square(weak::k_nucleon_mass);
  const double lepton2 = square(probe.lepton_mass_gev());
  const LeptonVertex vertex{energy_gev, weak::k_nucleon_mass, std::sqrt(lepton2)};
  const auto limits = vertex.q2_limits(weak::k_nucleon_mass);
  if (!limits || q2_gev2 < limits->low || q2_gev2 > limits->high) return 0.0;

  const FormFactors f = form_factors(probe, nucleon, q2_gev2);
  const double tau = q2_gev2 / (4.0 * mass2);
  const double magnetic = f.dirac + f.pauli;
  const double a =
      (lepton2 + q2_gev2) / mass2 *
      ((1.0 + tau) * square(f.axial) - (1.0 - tau) * square(f.dirac) + tau * (1.0 - tau) * square(f.pauli) +
       4.0 * tau * f.dirac * f.pauli -
       lepton2 / (4.0 * mass2) *
           (square(magnetic) + square(f.axial + 2.0 * f.pseudoscalar) - 4.0 * (1.0 + tau) * square(f.pseudoscalar)));
  const double b = 4.0 * tau * f.axial * magnetic;
  const double c = 0.25 * (square(f.axial) + square(f.dirac) + tau * square(f.pauli));
  const double su = (4.0 * weak::k_nucleon_mass * energy_gev - q2_gev2 - lepton2) / mass2;
  const double sign = probe.antineutrino() ? 1.0 : -1.0;
  const double coupling = square(weak::k_fermi_constant) * (probe.charged() ? square(weak::k_vud) : 1.0);
  const double value =
      mass2 * coupling / (8.0 * std::numbers::pi * square(energy_gev)) * (a + sign * b * su + c * square(su));
  return std::fmax(0.0, value) * weak::k_cross_section_unit;
}

double fermi_gas_factor(double q_gev, double fermi_gev) noexcept {
  const double x = q_gev / (2.0 * fermi_gev);
  return x < 1.0 ? 1.5 * x - 0.5 * x * x * x : 1.0;
}

}  // namespace wirebench::generator
